import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const fixture = fileURLToPath(new URL('fixtures/symbolicate.mjs', import.meta.url));
const hasStrace = spawnSync('strace', ['-f', 'true']).status === 0;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sonde-strace-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test.skipIf(!hasStrace)(
  'the symboliser never connects and reads no file outside its folder, whatever maps and stacks say',
  () => {
    const maps = join(root, 'maps');
    mkdirSync(maps);
    mkdirSync(join(root, 'outside'));
    writeFileSync(
      join(root, 'outside/secret.js.map'),
      '{"version":3,"sources":["canary"],"mappings":"AAAA"}',
    );
    symlinkSync(join(root, 'outside/secret.js.map'), join(maps, 'secret.js.map'));
    writeFileSync(
      join(maps, 'app.js.map'),
      JSON.stringify({
        version: 3,
        sourceRoot: 'http://169.254.169.254/',
        sources: ['http://127.0.0.1:1/a.js', 'file:///etc/passwd', '../outside/secret.js.map'],
        sourceMappingURL: 'http://127.0.0.1:1/next.map',
        mappings: 'AAAA,CCAA,CCAA',
      }),
    );
    const log = join(root, 'calls');
    const { status, stdout } = spawnSync(
      'strace',
      [
        '-f',
        '-e',
        'trace=connect,openat,open',
        '-s',
        '300',
        '-o',
        log,
        process.execPath,
        fixture,
        maps,
      ],
      { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
    );
    expect(status).toBe(0);
    const calls = readFileSync(log, 'utf8');
    // It did read the map that is there, so the log is one.
    expect(calls).toContain('maps/app.js.map');
    expect(stdout).toContain('a.js');
    expect(calls.split('\n').filter((line) => /connect\(.*AF_INET/.test(line))).toEqual([]);
    expect(calls).not.toContain('/etc/passwd');
    expect(
      calls.split('\n').filter((line) => /outside/.test(line) && !/ENOENT|ELOOP/.test(line)),
    ).toEqual([]);
    expect(stdout).not.toContain('canary');
  },
);
