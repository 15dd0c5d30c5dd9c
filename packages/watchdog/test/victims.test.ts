import { fromKeyValues, type Span } from '@sonde/otlp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Service, startService, until } from './start-service.js';

vi.setConfig({ testTimeout: 60_000 });

const NEIGHBOURS = 20;
/** A machine that starves the service hides a block for good reason; then it is tried again. */
const TRIES = 6;
const SERVER = 2;
const DELAY = 'nodejs.event_loop.delay';

const milliseconds = ({ startTimeUnixNano, endTimeUnixNano }: Span): number =>
  Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6;

describe('a request that waited for the loop', () => {
  let service: Service;
  let blocker = '';
  let victims: Span[] = [];

  beforeAll(async () => {
    service = await startService('blocking.mjs');
    await service.ask('/loop/200');
    for (let i = 0; i < TRIES && victims.length === 0; i++) {
      const all = await Promise.all([
        ...Array.from({ length: NEIGHBOURS }, () => service.ask('/wait/150')),
        service.ask('/loop/300'),
      ]);
      blocker = all.at(-1) ?? '';
      const spans = () =>
        service.spans.filter(({ traceId, kind }) => kind === SERVER && all.includes(traceId));
      await until(() => spans().length === all.length);
      victims = spans().filter(
        ({ traceId, events = [] }) =>
          traceId !== blocker &&
          events.some(({ name, attributes }) => {
            const told = fromKeyValues(attributes);
            return name === DELAY && told['sonde.delay.trace_id'] === blocker;
          }),
      );
    }
  }, 60_000);
  afterAll(() => service.stop());

  it('says by whom, in which function, and for how long', () => {
    expect(victims.length).toBeGreaterThan(0);
    for (const { events = [] } of victims) {
      const told = events
        .filter(({ name }) => name === DELAY)
        .map(({ attributes }) => fromKeyValues(attributes))
        .find((one) => one['sonde.delay.trace_id'] === blocker);
      expect(told).toMatchObject({
        'code.function.name': 'loopFor',
        'code.file.path': expect.stringMatching(/fixtures\/blocking\.mjs$/),
        'code.line.number': expect.any(Number),
      });
      expect(told?.['sonde.delay.duration']).toBeGreaterThan(80);
    }
  });

  it('divides its time into running, waiting for the loop and waiting outside', () => {
    const waiting = victims.filter(({ events = [] }) =>
      events.every(({ attributes }) => !fromKeyValues(attributes)['sonde.delay.at_most']),
    );
    expect(waiting.length).toBeGreaterThan(0);
    for (const span of waiting) {
      const told = fromKeyValues(span.attributes);
      const parts = ['running', 'loop', 'outside'].map((part) =>
        Number(told[`sonde.span.${part}`]),
      );
      expect(parts[1]).toBeGreaterThan(80);
      for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(milliseconds(span), 0);
    }
  });

  it('is never the one that kept it', () => {
    const own = service.spans.filter(({ traceId }) => traceId === blocker);
    const told = own.flatMap(({ events = [] }) => events.filter(({ name }) => name === DELAY));
    expect(
      told.filter(
        ({ attributes }) => fromKeyValues(attributes)['sonde.delay.trace_id'] === blocker,
      ),
    ).toEqual([]);
  });
});
