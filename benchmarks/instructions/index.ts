import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import autocannon from 'autocannon';
import type { Preload } from '../measure/preload.ts';
import { startSink } from '../measure/start-sink.ts';
import { competitors } from '../request/competitors.ts';
import { CONNECTIONS } from '../request/load.ts';
import { startService } from '../request/service-process.ts';
import { readPerfMap } from './perf-map.ts';
import { type Counted, readCallgrind } from './read-callgrind.ts';

/**
 * Where a request's instructions go: the service of `request` under valgrind's callgrind, bare and with us, function by
 * function. It counts the same on a loaded machine, where a time tells nothing.
 * `node run.mjs instructions ["sonde, 1 in 100 sampled"] [lines] [requests]`; wants `valgrind`.
 */
const name = process.argv[2] ?? 'sonde';
const lines = Number(process.argv[3] ?? 40);
const requests = Number(process.argv[4] ?? 2000);
/** Of the system. */
const VALGRIND = 'valgrind';
const CONTROL = 'callgrind_control';
/** Not counted, and at a tenth of the speed only: V8 compiles until then. */
const WARM_UP = 40_000;
const FILL_CACHES = 300;
const service = new URL('../request/service.mjs', import.meta.url).pathname;

/** What goes by the clock would come a hundred times as often between two requests. */
const UNHURRIED = {
  SONDE_BLOCK_THRESHOLD_MS: '0',
  SONDE_HEAP_WATCH: 'false',
  SONDE_PROFILE: 'off',
};

async function count(
  { args, env }: Preload,
  more: Record<string, string>,
): Promise<Map<string, Counted>> {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-instructions-'));
  const tool = [
    '--tool=callgrind',
    '--separate-threads=yes',
    '--cache-sim=yes',
    '--dump-instr=yes',
    '--instr-atstart=no',
    `--callgrind-out-file=${join(folder, 'out')}`,
  ];
  const node = [process.execPath, '--no-warnings', '--perf-basic-prof', ...args, service];
  const child = spawn(VALGRIND, ['--quiet', '--max-threads=500', ...tool, ...node], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    cwd: new URL('../request/', import.meta.url).pathname,
    env: { ...process.env, OTEL_SERVICE_NAME: 'bench', ...UNHURRIED, ...env, ...more },
  });
  const control = (...how: string[]): void => {
    execFileSync(CONTROL, [...how, String(child.pid)], { stdio: 'ignore' });
  };
  const map = `/tmp/perf-${child.pid}.map`;
  try {
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    const url = `http://127.0.0.1:${port}/items/7`;
    const load = (amount: number): PromiseLike<unknown> =>
      autocannon({ url, connections: CONNECTIONS, amount, timeout: 600 });
    await load(WARM_UP);
    control('-i', 'on');
    await load(FILL_CACHES);
    control('-z');
    await load(requests);
    control('-d');
    // The dump is written by the program itself, when it comes round to it.
    await setTimeout(3000);
    return await readCallgrind(join(folder, 'out.1-01'), readPerfMap(map));
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    rmSync(map, { force: true });
  }
}

const ours = competitors[name];
if (ours === undefined) throw new Error(`Say which: ${Object.keys(competitors).join('; ')}.`);
const sink = await startSink();
const upstream = await startService({ args: [] }, {});
const env = { UPSTREAM: `http://127.0.0.1:${upstream.port}`, ...sink.env };
try {
  const [bare, counted] = await Promise.all([count({ args: [] }, env), count(ours, env)]);
  const total = (all: Map<string, Counted>, key: keyof Counted): number =>
    [...all.values()].reduce((sum, one) => sum + one[key], 0) / requests;
  for (const key of ['instructions', 'misses'] as const) {
    const [before, after] = [total(bare, key), total(counted, key)];
    console.log(
      `${key} of the main thread a request: bare ${before.toFixed(0)}, ${name} ${after.toFixed(0)} (${(after / before).toFixed(3)})`,
    );
  }
  const change = (at: string): number =>
    ((counted.get(at)?.instructions ?? 0) - (bare.get(at)?.instructions ?? 0)) / requests;
  const all = [...new Set([...bare.keys(), ...counted.keys()])].toSorted(
    (a, b) => Math.abs(change(b)) - Math.abs(change(a)),
  );
  for (const at of all.slice(0, lines)) {
    console.log(`${change(at).toFixed(0).padStart(8)}  ${at.slice(0, 120)}`);
  }
} finally {
  upstream.child.kill();
  sink.stop();
}
