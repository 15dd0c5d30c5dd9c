import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { profileTree, resolveProfileOptions } from '@sonde/watchdog';
import { bold, dim } from '../paint.js';
import { UsageError } from '../usage-error.js';
import type { CpuProfile } from './cpu-profile.js';
import { ask, findProcesses, type Process } from './find-processes.js';
import { hottestLines } from './hottest-lines.js';
import { heldLines, heldObjects } from './snapshot/held-objects.js';
import { toPprof } from './to-pprof.js';
import { toSpeedscope } from './to-speedscope.js';

const FORMATS = ['cpuprofile', 'speedscope', 'pprof'] as const;
const SLACK_MS = 60_000;
const MAX_S = 120;

interface Wanted {
  service: string;
  kind: 'cpu' | 'heap' | 'snapshot';
  ms: number;
  pid?: number;
  format: (typeof FORMATS)[number];
  out?: string;
  /** An earlier snapshot to compare with. */
  since?: string;
  ship: boolean;
}

/** `sonde profile SERVICE`: lets a running process be profiled, and says what took the time. */
export async function profile(args: string[]): Promise<void> {
  const wanted = read(args);
  const { folder } = resolveProfileOptions({}, process.env, ({ message }) =>
    console.error(`sonde: ${message}`),
  );
  const one = await choose(folder, wanted);
  const seconds = wanted.ms / 1000;
  if (wanted.kind !== 'snapshot') {
    console.error(dim(`${one.service}, pid ${one.pid}: ${seconds} s of ${wanted.kind}…`));
  }
  const query = `kind=${wanted.kind}&ms=${wanted.ms}${wanted.ship ? '&ship=1' : ''}`;
  const { status, body } = await ask(one.socket, {
    method: 'POST',
    path: `/profile?${query}`,
    timeoutMs: wanted.ms + SLACK_MS,
  });
  if (status !== 200) throw new Error(`No profile: ${String(body['error'])}.`);
  const path = String(body['path']);
  if (wanted.kind === 'cpu') showCpu(path, wanted, one);
  else {
    if (wanted.kind === 'snapshot') await showHeld(path, wanted, one);
    if (wanted.out) copyFileSync(path, wanted.out);
    console.log(`${wanted.out ?? path}\n${dim('Open it in Chromium: DevTools, Memory, Load.')}`);
  }
}

async function showHeld(path: string, { since, ship }: Wanted, one: Process): Promise<void> {
  const grown = since !== undefined;
  const held = heldObjects(path, since);
  console.log(`${heldLines(held, grown).join('\n')}\n`);
  if (!ship) return;
  const rows = held.map(([name, { count, retained }]) => ({ name, count, bytes: retained }));
  const { status, body } = await ask(one.socket, {
    method: 'POST',
    path: '/held',
    timeoutMs: SLACK_MS,
    body: { file: path, grown, rows },
  });
  if (status !== 200) throw new Error(`It was not sent: ${String(body['error'])}.`);
}

function showCpu(path: string, { format, out }: Wanted, { service, pid }: Process): void {
  const taken = JSON.parse(readFileSync(path, 'utf8')) as CpuProfile;
  const { root } = profileTree(taken);
  const took = (taken.endTime - taken.startTime) / 1000;
  const lines = hottestLines(root, took);
  console.log(lines.length === 0 ? 'It did nothing meanwhile.' : lines.join('\n'));
  const private_ = { mode: 0o600 };
  let file = path;
  if (format === 'cpuprofile') {
    if (out) copyFileSync(path, out);
    file = out ?? path;
  } else if (format === 'speedscope') {
    file = out ?? path.replace(/\.cpuprofile$/, '.speedscope.json');
    writeFileSync(file, JSON.stringify(toSpeedscope(taken, `${service} pid ${pid}`)), private_);
  } else {
    file = out ?? path.replace(/\.cpuprofile$/, '.pb.gz');
    writeFileSync(file, toPprof(taken), private_);
  }
  console.log(`\n${bold(file)}`);
}

async function choose(folder: string, { service, pid }: Wanted): Promise<Process> {
  const found = await findProcesses(folder, service);
  const [only, more] = pid === undefined ? found : found.filter((one) => one.pid === pid);
  if (only && !more) return only;
  if (only) {
    const pids = found.map((one) => one.pid).join(', ');
    throw new Error(`${service} has ${found.length} processes: choose one with --pid (${pids}).`);
  }
  const others = [...new Set((await findProcesses(folder)).map((one) => one.service))];
  throw new Error(
    `No process of ${service}${pid === undefined ? '' : ` with pid ${pid}`} listens in ${folder}.` +
      (others.length > 0 ? ` There are: ${others.join(', ')}.` : ''),
  );
}

function read(args: string[]): Wanted {
  const text = { type: 'string' } as const;
  const { values, positionals } = parse();
  const [service, ...rest] = positionals;
  if (service === undefined || rest.length > 0)
    throw new UsageError('sonde profile wants a service.');
  const kinds = [
    ...(values.heap === undefined ? [] : (['heap'] as const)),
    ...(values.snapshot ? (['snapshot'] as const) : []),
    ...(values.cpu === undefined ? [] : (['cpu'] as const)),
  ];
  if (kinds.length > 1) throw new UsageError('One of --cpu, --heap and --snapshot at a time.');
  const format = FORMATS.find((one) => one === (values.format ?? 'cpuprofile'));
  if (!format) throw new UsageError(`--format is one of ${FORMATS.join(', ')}.`);
  const wanted: Wanted = {
    service,
    kind: kinds[0] ?? 'cpu',
    ms: milliseconds(values.cpu ?? values.heap ?? '10s'),
    format,
    ship: values.ship === true,
  };
  if (values.out !== undefined) wanted.out = values.out;
  if (values.since !== undefined) wanted.since = values.since;
  if (values.pid !== undefined) {
    if (!/^\d{1,10}$/.test(values.pid)) throw new UsageError('--pid is a number.');
    wanted.pid = Number(values.pid);
  }
  return wanted;

  function parse() {
    try {
      return parseArgs({
        args,
        allowPositionals: true,
        options: {
          cpu: text,
          heap: text,
          snapshot: { type: 'boolean' },
          since: text,
          pid: text,
          format: text,
          out: text,
          ship: { type: 'boolean' },
        },
      });
    } catch (error) {
      throw new UsageError((error as Error).message.split('\n')[0] ?? 'A flag is wrong.');
    }
  }
}

function milliseconds(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(text) ?? [];
  const ms = Number(number) * (unit === 'ms' ? 1 : 1000);
  if (ms >= 100 && ms <= MAX_S * 1000) return ms;
  throw new UsageError(`A time is from 100ms to ${MAX_S}s, but got "${text}".`);
}
