import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { startSink } from '../measure/start-sink.ts';
import { CONNECTIONS, generator, load } from '../request/load.ts';

/**
 * What all that watches a process costs while nothing blocks: blocks, heap, handles, notes for a crash,
 * profiles at the ready, and the division of spans. One process is asked with and without it in turn: two
 * processes of the same program differ by more than what is looked for, and so do two minutes of one.
 */
const slices = Number(process.argv[2] ?? 40);
const seconds = Number(process.argv[3] ?? 2);
/** Which of it, with commas: `blocks`, `heap`, `leaks`, `times`. */
const parts = process.argv[4] ?? 'blocks,heap,leaks,times';
const WARM_SECONDS = 5;
/** After a change, before it is measured: the threads that come are started by then. */
const SETTLE_SECONDS = 2;
/** Milliseconds without a request, for what it takes while it only waits. */
const IDLE_MS = 2000;
const IDLE_ROUNDS = 2;

/** Of the system, where it has one. */
const TASKSET = 'taskset';

function hasTaskset(): boolean {
  try {
    execFileSync(TASKSET, ['-p', String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

interface Cost {
  cpuMs: number;
  rssMb: number;
}

/**
 * Where it can be had the service and all its threads share one processor, and what asks and receives has
 * the others: else the scheduler decides how much of what is added lies beside the service.
 */
const alone = availableParallelism() > 1 && hasTaskset();
if (alone) {
  const others = `1-${availableParallelism() - 1}`;
  execFileSync(TASKSET, ['-pc', others, String(process.pid)], { stdio: 'ignore' });
}

const sink = await startSink();
const program = [process.execPath, new URL('./service.mjs', import.meta.url).pathname];
const [file = '', ...args] = alone ? [TASKSET, '-c', '0', ...program] : program;
const child = spawn(file, args, {
  stdio: ['ignore', 'pipe', 'inherit'],
  cwd: new URL('.', import.meta.url).pathname,
  env: {
    ...process.env,
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_EXPORTER_PROMETHEUS_PORT: '0',
    OTEL_SERVICE_NAME: 'bench',
    PARTS: parts,
  },
});
const [first] = (await once(child.stdout, 'data')) as [Buffer];
const origin = `http://127.0.0.1:${first.toString().trim()}`;

const ask = async (path: string): Promise<unknown> => (await fetch(origin + path)).json();
const cost = async (): Promise<Cost> => (await ask('/cost')) as Cost;

/** Requests a second, and microseconds of processor time a request, of all threads. */
async function measure(state: '/on' | '/off'): Promise<{ requests: number; cpu: number }> {
  await ask(state);
  await load(`${origin}/items`, SETTLE_SECONDS);
  const before = await cost();
  const { total, aSecond } = await load(`${origin}/items`, seconds);
  const after = await cost();
  return {
    requests: aSecond,
    cpu: ((after.cpuMs - before.cpuMs) / total) * 1000,
  };
}

/** Milliseconds of processor time a second, and MB. */
async function measureIdle(state: '/on' | '/off'): Promise<{ idle: number; memory: number }> {
  await ask(state);
  await setTimeout(SETTLE_SECONDS * 1000);
  const before = await cost();
  await setTimeout(IDLE_MS);
  const after = await cost();
  return { idle: ((after.cpuMs - before.cpuMs) / IDLE_MS) * 1000, memory: after.rssMb };
}

const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
};

/** Where the median lies with 95 in 100, by samples drawn anew from what was seen. */
function interval(values: number[]): string {
  const medians = Array.from({ length: 1000 }, () =>
    median(values.map(() => values[Math.floor(Math.random() * values.length)] ?? Number.NaN)),
  ).toSorted((a, b) => a - b);
  return `${medians[25]?.toFixed(3)} … ${medians[974]?.toFixed(3)}`;
}

const told = (title: string, values: number[]): void =>
  console.log(
    `  ${title.padEnd(44)} ${median(values).toFixed(3)} of off (95 %: ${interval(values)})`,
  );

await load(`${origin}/items`, WARM_SECONDS);
const ratios: { requests: number; cpu: number }[] = [];
for (let slice = 0; slice < slices; slice++) {
  const states = slice % 2 === 0 ? (['/off', '/on'] as const) : (['/on', '/off'] as const);
  const one = await measure(states[0]);
  const other = await measure(states[1]);
  const [off, on] = slice % 2 === 0 ? [one, other] : [other, one];
  ratios.push({ requests: on.requests / off.requests, cpu: on.cpu / off.cpu });
}
const lying: { off: number; on: number; memory: number }[] = [];
for (let round = 0; round < IDLE_ROUNDS; round++) {
  const off = await measureIdle('/off');
  const on = await measureIdle('/on');
  lying.push({ off: off.idle, on: on.idle, memory: on.memory - off.memory });
}
child.kill('SIGKILL');
sink.stop();

console.log(
  `${parts} on while nothing blocks; http, traced, ${CONNECTIONS} connections of ${generator}, ${slices} pairs of ${seconds} s${alone ? ', the service on one processor' : ''}`,
);
told(
  'requests a second',
  ratios.map(({ requests }) => requests),
);
told(
  'processor time a request, all threads',
  ratios.map(({ cpu }) => cpu),
);
const off = median(lying.map((one) => one.off)).toFixed(1);
const on = median(lying.map((one) => one.on)).toFixed(1);
console.log(`  ms of processor time a second, idle          off ${off}, on ${on}`);
const memory = median(lying.map((one) => one.memory)).toFixed(1);
console.log(`  MB resident that it adds                     ${memory}`);
