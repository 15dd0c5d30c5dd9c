import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOtlpSink, until } from '../../packages/pipeline/test/otlp-sink.js';

/** Installs Next.js, which is 300 MB: by `npm run test:bundlers` alone. */
const all = process.env['SONDE_BUNDLERS'] === 'all';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

function run(folder: string, command: string, ...args: string[]): void {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  const end = spawnSync(command, args, { cwd: folder, env, encoding: 'utf8' });
  expect({ status: end.status, said: end.status === 0 ? '' : end.stdout + end.stderr }).toEqual({
    status: 0,
    said: '',
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe.runIf(all)('Next.js, standing alone', () => {
  let home: string;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'sonde-next-'));
    cpSync(here('./next-app'), home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{"name":"next-app","private":true}');
    for (const name of ['otlp', 'redaction', 'errors', 'pipeline', 'logger']) {
      run(here(`../../packages/${name}`), 'npm', 'pack', '--silent', '--pack-destination', home);
    }
    const own = readdirSync(home).filter((name) => name.endsWith('.tgz'));
    const packages = ['next', 'react', 'react-dom', 'pino', ...own.map((name) => `./${name}`)];
    run(home, 'npm', 'install', '--no-audit', '--no-fund', ...packages);
  }, 300_000);

  afterAll(() => rmSync(home, { recursive: true, force: true }));

  for (const bundler of ['--turbopack', '--webpack']) {
    it(`brings the lane’s worker along, built with ${bundler}`, { timeout: 300_000 }, async () => {
      run(home, 'npx', 'next', 'build', bundler);
      // Away from what it was made of.
      const moved = mkdtempSync(join(tmpdir(), 'sonde-next-server-'));
      cpSync(join(home, '.next/standalone'), moved, { recursive: true });
      const sink = await createOtlpSink();
      const port = await freePort();
      const server = spawn(process.execPath, ['server.js'], {
        cwd: moved,
        env: {
          PATH: process.env['PATH'],
          HOME: moved,
          PORT: String(port),
          HOSTNAME: '127.0.0.1',
          OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [server.stdout, server.stderr]) {
        stream.on('data', (part: Buffer) => {
          output += part.toString();
        });
      }
      try {
        await until('it listens', () => output.includes('Ready'), 60_000);
        const answer = await fetch(`http://127.0.0.1:${port}/log`);
        expect(await answer.text()).toBe('logged');
        await until('the line arrives', () => sink.bodies.length > 0);
        expect(sink.bodies).toEqual(['first']);
        expect(JSON.stringify(sink.records)).not.toContain('4111 1111');
        expect(output).not.toContain('sonde:');
      } finally {
        server.kill('SIGKILL');
        await sink.close();
        rmSync(moved, { recursive: true, force: true });
      }
    });
  }
});
