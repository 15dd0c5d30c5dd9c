// An application under load. Its plan comes in PLAN; what it was able to hand over, it says on
// standard output, one id a line, before it goes on: a list that survives its own death.

import { fork } from 'node:child_process';
import diagnostics from 'node:diagnostics_channel';
import { closeSync, openSync, writeSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createLane, resolveLaneOptions, warn } from '@sonde/pipeline';

const { fork: forked, ...plan } = JSON.parse(process.env.PLAN);
/** Another one of this application, which tells what it accepts where this one does. */
const other = forked && {
  ...process.env,
  PLAN: JSON.stringify({ ...plan, id: `${plan.id}f` }),
};
if (other) {
  const { pid } = fork(process.argv[1], {
    env: other,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  writeSync(2, `FORK ${pid}\n`);
}
const startedAt = performance.now();
let settledMs;
const lane = createLane(resolveLaneOptions(plan.options, {}, warn));
const pad = 'x'.repeat(plan.pad ?? 100);
let number = 0;
let refused = 0;
let longest = 0;
let longestOwn = 0;
/** Milliseconds that this thread has stood still in the lane's own waits. */
let stood = 0;
if (plan.weigh) {
  const { wait } = Atomics;
  Atomics.wait = (...args) => {
    const began = performance.now();
    const result = wait(...args);
    stood += performance.now() - began;
    return result;
  };
}
/** Milliseconds that this thread has run or waited; what others took from it is not among them. */
function spentMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000 + stood;
}
const warnings = new Set();
diagnostics.subscribe('sonde:warning', ({ code }) => warnings.add(code));

function offer(count) {
  let told = '';
  for (let i = 0; i < count; i++) {
    const id = `${plan.id}-${number++}${plan.timed ? `@${Date.now()}` : ''}`;
    const line = JSON.stringify({ level: 30, time: Date.now(), msg: id, pad });
    const spentBefore = plan.weigh ? spentMs() : 0;
    const began = performance.now();
    const taken = plan.offer === false || lane.offer('logs', line);
    const took = performance.now() - began;
    if (took > longest) longest = took;
    if (plan.weigh) longestOwn = Math.max(longestOwn, spentMs() - spentBefore);
    if (!taken) refused++;
    else if (plan.tell === 'each') writeSync(1, `${id}\n`);
    else told += `${id}\n`;
  }
  if (plan.tell === 'turn' && told) writeSync(1, told);
}

const delay = monitorEventLoopDelay({ resolution: 1 });

function sum() {
  delay.disable();
  return JSON.stringify({
    offered: number,
    refused,
    hogged: hogged.length,
    warnings: [...warnings],
    settledMs,
    longestCallMs: longest,
    longestOwnMs: longestOwn,
    delayP99Ms: delay.percentile(99) / 1e6,
    delayMaxMs: delay.max / 1e6,
    memory: process.memoryUsage.rss(),
    ledger: lane.ledger(),
  });
}

process.on('exit', () => {
  writeSync(2, `REPORT ${sum()}\n`);
});

const turn = (run) => new Promise((resolve) => setTimeout(() => resolve(run()), 10));

/** Takes all files that this process may open, and gives them back when it is done. */
const hogged = [];
function hog() {
  try {
    for (;;) hogged.push(openSync('/dev/null', 'r'));
  } catch {
    // That was the last one.
  }
}
if (plan.hogAfterMs) setTimeout(hog, plan.hogAfterMs);

delay.enable();
const end = performance.now() + (plan.forMs ?? 0);
/** Whether the faults that the test waits for are still to come; it gives up after a while. */
const early = () =>
  (globalThis.workersMade ?? 0) < (plan.untilWorkers ?? 0) && performance.now() < end + 20_000;
while (performance.now() < end || early()) {
  const began = performance.now();
  await turn(() => {});
  offer(Math.round((plan.perSecond * (performance.now() - began)) / 1000));
}
if (plan.burst) offer(plan.burst);
for (const file of hogged) closeSync(file);
writeSync(1, 'done\n');
if (plan.finally === 'exit') process.exit(plan.code ?? 0);
if (plan.finally === 'throw') throw new Error('on purpose');
if (plan.finally === 'stay') setInterval(() => {}, 1000);
if (plan.finally === 'settle') {
  const most = performance.now() + 60_000;
  const settled = () => {
    const { queued, delivered } = lane.ledger().signals.logs;
    return plan.settleFor === undefined ? queued === 0 : delivered >= plan.settleFor;
  };
  while (!settled() && performance.now() < most) await turn(() => {});
  settledMs = performance.now() - startedAt;
}
