import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOtlpSink, type OtlpSink } from '../../packages/pipeline/test/otlp-sink.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const entry = here('./entry.mjs');
const node26 = here('../../node_modules/node26/bin/node');

let sink: OtlpSink;
let home: string;
let built: string;

beforeAll(() => {
  built = mkdtempSync(join(tmpdir(), 'sonde-bundles-'));
});

afterAll(() => rmSync(built, { recursive: true }));

beforeEach(async () => {
  sink = await createOtlpSink();
  home = mkdtempSync(join(tmpdir(), 'sonde-bundled-'));
});

afterEach(async () => {
  await sink.close();
  rmSync(home, { recursive: true });
});

interface End {
  code: number | null;
  signal: string | null;
  output: string;
}

function run(command: string, args: string[], env: object = {}): Promise<End> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: built,
      env: { PATH: process.env['PATH'], HOME: built, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part: Buffer) => {
        output += part.toString();
      });
    }
    child.on('error', (error) => resolve({ code: -1, signal: null, output: error.message }));
    child.on('close', (code, signal) => resolve({ code, signal, output }));
  });
}

async function withEsbuild(format: 'esm' | 'cjs'): Promise<string> {
  const { build } = await import('esbuild');
  const outfile = join(built, `esbuild.${format === 'esm' ? 'mjs' : 'cjs'}`);
  const require = "import { createRequire } from 'node:module';const require=createRequire('/');";
  await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    platform: 'node',
    format,
    outfile,
    // pino is CommonJS; this is how an application bundles such into a module.
    ...(format === 'esm' ? { banner: { js: require } } : {}),
    logLevel: 'error',
  });
  return outfile;
}

async function withWebpack(): Promise<string> {
  const { default: webpack } = await import('webpack');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const output = { path: built, filename: 'webpack.cjs' };
  webpack({ mode: 'production', target: 'node', entry, output }, (error, stats) => {
    if (error ?? stats?.hasErrors()) reject(error ?? new Error(stats?.toString()));
    else resolve();
  });
  await promise;
  return join(built, 'webpack.cjs');
}

/** A server's build of Vite with all that it needs in it. */
async function withVite(): Promise<string> {
  const { build } = await import('vite');
  const output = { dir: join(built, 'vite'), entryFileNames: 'server.mjs' };
  await build({
    configFile: false,
    root: built,
    logLevel: 'error',
    build: { ssr: entry, rollupOptions: { output } },
    ssr: { noExternal: true },
  });
  return join(built, 'vite/server.mjs');
}

async function withRolldown(): Promise<string> {
  const { build } = await import('rolldown');
  const file = join(built, 'rolldown.mjs');
  await build({ input: entry, platform: 'node', output: { file, codeSplitting: false } });
  return file;
}

/** One executable file with Node in it. */
async function asExecutable(): Promise<string> {
  const main = await withEsbuild('cjs');
  const output = join(built, 'app');
  const config = join(built, 'sea.json');
  writeFileSync(config, JSON.stringify({ main, output, disableExperimentalSEAWarning: true }));
  const end = await run(node26, ['--build-sea', config]);
  expect(end).toMatchObject({ code: 0 });
  chmodSync(output, 0o755);
  return output;
}

const bundlers: [string, () => Promise<string>][] = [
  ['esbuild, as a module', () => withEsbuild('esm')],
  ['esbuild, as CommonJS', () => withEsbuild('cjs')],
  ['webpack', withWebpack],
  ['Vite for a server', withVite],
  ['Rolldown', withRolldown],
  ['Node, as a single executable', asExecutable],
];

describe.each(bundlers)('a bundle made by %s brings the lane’s worker along', (_name, bundle) => {
  let command: string[];

  beforeAll(async () => {
    const file = await bundle();
    command = basename(file) === 'app' ? [file] : [process.execPath, file];
  }, 120_000);

  for (const end of ['at once', 'later']) {
    it(`and all that it logs arrives when it ends ${end}`, async () => {
      const options = {
        endpoints: sink.endpoints,
        spool: { folder: join(home, 'spool'), maxBytes: 1e7 },
        flushDeadlineMs: 20_000,
      };
      const [program = '', ...args] = command;
      const env = { OPTIONS: JSON.stringify(options), END: end };
      expect(await run(program, args, env)).toEqual({ code: 3, signal: null, output: '' });
      expect(sink.bodies).toEqual(['first', 'second']);
      expect(JSON.stringify(sink.records)).not.toContain('4111 1111');
    });
  }
});
