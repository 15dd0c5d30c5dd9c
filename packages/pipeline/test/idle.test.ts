import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLane, resolveLaneOptions } from '@sonde/pipeline';
import { expect, test } from 'vitest';
import { createOtlpSink, until } from './otlp-sink.js';

/** How often the lane's thread was woken; it is the one of that name. */
function wakeups(): number {
  const tasks = '/proc/self/task';
  return readdirSync(tasks)
    .map((id) => readFileSync(`${tasks}/${id}/status`, 'utf8'))
    .filter((status) => /^Name:\s+sonde$/m.test(status))
    .reduce(
      (sum, status) => sum + Number(/\nvoluntary_ctxt_switches:\s+(\d+)/.exec(status)?.[1]),
      0,
    );
}

test.runIf(process.platform === 'linux')(
  'a lane that has nothing to do sleeps until something is written',
  async () => {
    const sink = await createOtlpSink();
    const lane = createLane(
      resolveLaneOptions({ endpoints: sink.endpoints, spool: undefined }, {}, () => {}),
    );
    const line = (msg: string): string => JSON.stringify({ level: 30, time: Date.now(), msg });
    lane.offer('logs', line('first'));
    await lane.flush();
    let before = 0;
    let since = 0;
    // A heartbeat would wake it ten times in a second.
    await until('the thread stays asleep for a second', () => {
      const now = wakeups();
      if (now - before > 2) {
        before = now;
        since = performance.now();
      }
      return performance.now() - since > 1000;
    });
    expect(before).toBeGreaterThan(0);
    lane.offer('logs', line('second'));
    await lane.flush();
    expect(sink.bodies).toEqual(['first', 'second']);
    await lane.close();
    await sink.close();
  },
);

test('what a service says before it waits for its first caller is sent while it waits', async () => {
  const sink = await createOtlpSink();
  const program = fileURLToPath(new URL('./quiet-child.mjs', import.meta.url));
  const child = spawn(process.execPath, [program], {
    stdio: 'inherit',
    env: { OPTIONS: JSON.stringify({ endpoints: sink.endpoints }) },
  });
  try {
    await until('it arrives', () => sink.bodies.length > 0, 5000);
  } finally {
    child.kill('SIGKILL');
    await sink.close();
  }
});
