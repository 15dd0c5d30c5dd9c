// A program that offers records and ends in the way it is told; its own list of what was accepted
// goes to standard output.
import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import { createLane, resolveLaneOptions, warn } from '@sonde/pipeline';

const plan = JSON.parse(process.env.PLAN);
if (plan.options.spool === null) plan.options.spool = undefined;
// As the preload does.
if (plan.warnings) subscribe('sonde:warning', ({ message }) => writeSync(2, `${message}\n`));
const lane = createLane(resolveLaneOptions(plan.options, {}, warn));
const accepted = [];
let number = 0;

function offer(count, pad = '') {
  for (let i = 0; i < count; i++) {
    const id = `${plan.id}-${number++}`;
    const line = JSON.stringify({ level: 30, time: Date.now(), msg: id, pad });
    if (lane.offer('logs', line, 30)) accepted.push(id);
  }
}

process.on('exit', () => {
  if (plan.lastWords) offer(1);
});

function tell() {
  writeSync(1, `${JSON.stringify({ accepted: accepted.length, number, ledger: lane.ledger() })}\n`);
}

// Added after the lane's own listener, so that it sees the ledger of the end.
process.on('exit', tell);

const ends = {
  none() {},
  flush() {
    lane.flushSync();
    offer(plan.count);
  },
  async awaited() {
    for (let i = 0; i < 5; i++) await lane.flush(100);
    process.exit(plan.code);
  },
  exit: () => process.exit(plan.code ?? 0),
  throw() {
    throw new Error('thrown on purpose');
  },
  reject: () => Promise.reject(new Error('rejected on purpose')),
  wait: () => setInterval(() => {}, 1000),
  signal: () => {
    setInterval(() => {}, 1000);
    writeSync(1, 'ready\n');
  },
  quit: () => {
    process.once('SIGTERM', () => {
      // The receiver has it all; this side has yet to read the last answer.
      setInterval(() => {
        if (lane.ledger().signals.logs.queued === 0) process.exit(0);
      }, 5);
      setTimeout(() => process.exit(9), 10_000);
    });
    setInterval(() => {}, 1000);
    writeSync(1, 'ready\n');
  },
  // The loop has run dry, and the application goes on all the same.
  revived: () => {
    process.once('beforeExit', () => {
      process.once('SIGTERM', () => void lane.flush());
      ends.quit();
    });
  },
  // As process 1, which no signal ends that nobody handles.
  outlived: () => {
    setInterval(() => {}, 1000);
    // The lane's: it is about to send the signal again.
    process.once('removeListener', () => {
      // Later than the lane's own timer, by which it knows that the process lives on.
      setTimeout(() => {
        offer(plan.count);
        process.exit();
      }, 1500);
    });
    process.kill(process.pid, 'SIGTERM');
  },
  handled: () => {
    process.once('SIGTERM', () => {
      offer(1);
      process.exit(7);
    });
    setInterval(() => {}, 1000);
    writeSync(1, 'ready\n');
  },
};

offer(plan.count, plan.pad);
if (plan.afterMs) setTimeout(() => ends[plan.end](), plan.afterMs);
else ends[plan.end]();
