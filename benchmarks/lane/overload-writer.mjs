// Writes 100,000 lines a second, and tells what memory the process took; argv: which logger, seconds.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pino from 'pino';

const [which, seconds] = process.argv.slice(2);
const PER_MS = 100;
const loggers = {
  'pino, to nothing': () => pino({}, { write() {} }),
  'pino, null transport': () =>
    pino({
      transport: { target: new URL('../log-line/null-target.mjs', import.meta.url).pathname },
    }),
  sonde: async () => {
    const { createLogger } = await import('@sonde/logger');
    return createLogger({ print: false });
  },
};
const logger = await loggers[which]();
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const began = performance.now();
const cpu = process.cpuUsage();
let written = 0;
while (performance.now() - began < Number(seconds) * 1000) {
  await new Promise((resolve) => setTimeout(resolve, 5));
  // What is due by now, so that a late turn does not lower the rate.
  for (const due = (performance.now() - began) * PER_MS; written < due; written++) {
    logger.info(
      { order: written, user: 'u-1842', total: 129.9, currency: 'EUR' },
      'order accepted',
    );
  }
}
const status = readFileSync('/proc/self/status', 'utf8');
const kilobytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]);
const { user, system } = process.cpuUsage(cpu);
const ledger = globalThis[Symbol.for('sonde.lane')]?.ledger?.().signals.logs;
process.send(
  {
    peak: kilobytes('VmHWM') / 1000,
    now: kilobytes('VmRSS') / 1000,
    cpu: (user + system) / written,
    late: delay.max / 1e6,
    written,
    ...(ledger ? { lost: Object.values(ledger.dropped).reduce((sum, one) => sum + one, 0) } : {}),
  },
  () => process.kill(process.pid, 'SIGKILL'),
);
