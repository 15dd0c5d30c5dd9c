import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { createLane, resolveLaneOptions } from '@sonde/pipeline';
import { expect, test, vi } from 'vitest';
import { createOtlpSink } from './otlp-sink.js';

test('where nothing is freed, calls soon do not wait any more, until something is', async () => {
  const sink = await createOtlpSink();
  const hanging: ServerResponse[] = [];
  sink.behave = (_request, response) => {
    hanging.push(response);
    return 'done';
  };
  const given = { endpoints: sink.endpoints, spool: undefined, ringBytes: 1_048_576 };
  const lane = createLane(resolveLaneOptions(given, {}, () => {}));
  const waits = vi.spyOn(Atomics, 'wait');
  let refused = 0;
  /** One record in a turn of its own. */
  async function offer(): Promise<{ taken: boolean; waited: boolean }> {
    await turn();
    const before = waits.mock.calls.length;
    const msg = randomBytes(1000).toString('base64');
    const taken = lane.offer('logs', JSON.stringify({ level: 30, time: Date.now(), msg }));
    if (!taken) refused++;
    return { taken, waited: waits.mock.calls.length > before };
  }

  let hasWaited = false;
  for (;;) {
    const { taken, waited } = await offer();
    hasWaited ||= waited;
    if (!taken && !waited) break;
  }
  expect(hasWaited).toBe(true);
  for (let i = 0; i < 50; i++) expect(await offer()).toEqual({ taken: false, waited: false });

  sink.behave = () => 'take';
  for (const response of hanging) response.end();
  while (!(await offer()).taken);
  waits.mockRestore();
  await lane.flush();
  const { accepted, delivered, queued, dropped } = lane.ledger().signals.logs;
  expect({ delivered, queued, dropped }).toEqual({
    delivered: accepted - refused,
    queued: 0,
    dropped: { ring_full: refused },
  });
  await lane.close();
  await sink.close();
}, 30_000);
