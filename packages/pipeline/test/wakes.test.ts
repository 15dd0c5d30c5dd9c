import { createLane, resolveLaneOptions } from '@sonde/pipeline';
import { expect, test, vi } from 'vitest';
import { createOtlpSink } from './otlp-sink.js';

test('a steady load wakes the worker once a batch, also when the ring was filled before', async () => {
  const sink = await createOtlpSink();
  const lane = createLane(
    resolveLaneOptions({ endpoints: sink.endpoints, spool: undefined }, {}, () => {}),
  );
  const line = JSON.stringify({ level: 30, time: Date.now(), msg: 'x'.repeat(1000) });
  // More than a napping worker lets gather.
  for (let i = 0; i < 2000; i++) lane.offer('logs', line);
  await lane.flush();
  const before = sink.requests;
  const notify = vi.spyOn(Atomics, 'notify');
  for (let i = 0; i < 1000; i++) {
    lane.offer('logs', line);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const woken = notify.mock.calls.length;
  notify.mockRestore();
  await lane.flush();
  expect(lane.ledger().signals.logs).toMatchObject({ delivered: 3000, queued: 0 });
  expect(woken).toBeGreaterThan(0);
  // A flush and what was under way make a few more.
  expect(woken).toBeLessThanOrEqual(sink.requests - before + 10);
  await lane.close();
  await sink.close();
});
