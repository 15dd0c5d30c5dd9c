import { syncBuiltinESMExports } from 'node:module';
import workerThreads, { Worker, type WorkerOptions } from 'node:worker_threads';
import type { Lane } from '@sonde/pipeline';
import { expect, it } from 'vitest';
import { answer, take, until } from '../../packages/pipeline/test/otlp-sink.js';
import { createLaneHome, expectSums, long } from './lane-home.js';

/** All workers of lanes, in the order in which they were made: they are nobody's to reach. */
const made: Worker[] = [];
workerThreads.Worker = class extends Worker {
  constructor(from: string | URL, options?: WorkerOptions) {
    super(from, options);
    made.push(this);
  }
};
syncBuiltinESMExports();
const { createLane, resolveLaneOptions } = await import('@sonde/pipeline');

const rounds = long ? 1000 : 15;
/** Within it a worker starts, takes over what was left, and ships it. */
const LIFE_MS = 150;

const line = (msg: string): string => JSON.stringify({ level: 30, time: Date.now(), msg });

it(`wherever a worker ends, the next makes its books good, ${rounds} times`, {
  timeout: long ? 1_800_000 : 120_000,
}, async () => {
  for (let round = 0; round < rounds; round++) {
    const home = await createLaneHome();
    const start = (): Lane => createLane(resolveLaneOptions(home.options(), {}, () => {}));
    home.sink.behave = answer(503);
    const before = start();
    for (let i = 0; i < 20; i++) {
      before.offer('logs', line(`old ${i}`));
      if (i % 10 === 9) await before.flush();
    }
    await before.close();
    home.sink.behave = take;
    made.length = 0;
    const lane = start();
    lane.offer('logs', line('new'));
    await until('it has a worker', () => made.length > 0);
    const endMs = LIFE_MS * Math.random();
    setTimeout(() => void made[0]?.terminate(), endMs);
    await until(
      `all is counted after an end at ${endMs} ms`,
      () => lane.ledger().signals.logs.delivered >= 21,
    );
    expect(lane.ledger().signals.logs).toEqual({
      accepted: 21,
      adopted: 20,
      delivered: 21,
      dropped: {},
      queued: 0,
    });
    expectSums(lane.ledger());
    expect(new Set(home.sink.bodies).size).toBe(21);
    await lane.close(1000);
    await home.close();
  }
});
