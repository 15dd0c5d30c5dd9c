import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const register = new URL('../register.cjs', import.meta.url).pathname;

describe('the compiled code of the preload', () => {
  let home: string;
  let folder: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'sonde-cache-'));
    folder = join(home, 'sonde');
  });
  afterEach(() => rmSync(home, { recursive: true }));

  /** Starts the preload and tells whether it runs. */
  function start(env: Record<string, string> = {}, more = ''): void {
    const program = `require('pg'); console.log(globalThis[Symbol.for('sonde.node')].failed);${more}`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--require', register, '-e', program],
      {
        cwd: import.meta.dirname,
        env: { XDG_CACHE_HOME: home, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', ...env },
        encoding: 'utf8',
      },
    );
    expect({ status, stdout, stderr: stderr.replace(/^sonde: records dropped.*\n/, '') }).toEqual({
      status: 0,
      stdout: '{}\n',
      stderr: '',
    });
  }
  const files = (): string[] => readdirSync(folder).toSorted();
  const times = (): number[] => files().map((file) => statSync(join(folder, file)).mtimeMs);

  it('is kept in a private folder and made once', () => {
    start();
    const made = times();
    expect(files().filter((file) => /^(preload|instrumentation)-/.test(file))).not.toEqual([]);
    for (const file of files()) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    start();
    expect(times()).toEqual(made);
  });

  it('is not taken from a folder that others can write to', () => {
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    start();
    expect(files()).toEqual([]);
  });

  it('is made again when it is damaged, and the preload starts all the same', () => {
    start();
    for (const file of files()) writeFileSync(join(folder, file), 'no code');
    start();
    for (const file of files()) expect(statSync(join(folder, file)).size).toBeGreaterThan(1000);
  });

  it('is not kept with flags of V8 that the next start will not have', () => {
    start({}, `require('v8').setFlagsFromString('--no-maglev-destroy-on-background')`);
    expect(files()).toEqual([]);
  });

  it('is not kept with NODE_DISABLE_COMPILE_CACHE', () => {
    start({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(readdirSync(home)).toEqual([]);
  });
});
