import { fromKeyValues } from '@sonde/otlp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type SeenBlock, type Service, startService, until } from './start-service.js';

vi.setConfig({ testTimeout: 60_000 });

const NEIGHBOURS = 50;

/** A machine that starves the service hides a block for good reason; then it is tried again. */
const TRIES = 6;

const ways = [
  { what: 'a loop', path: '/loop/200', name: 'loopFor' },
  { what: 'a long loop', path: '/loop/600', name: 'loopFor' },
  { what: 'a catastrophic regular expression', path: '/regexp/24', name: 'matchBadly' },
  { what: 'pbkdf2Sync', path: '/hash/400000', name: 'hashHard' },
  { what: 'JSON.parse as the last act of a function', path: '/parse/1', name: 'parseBigBody' },
  { what: 'a child process that is waited for', path: '/sleep/300', name: 'readSlowly' },
];

describe('a block', () => {
  let service: Service;
  const blocking = new Set<string>();

  /** Blocks among other requests until it is told, and gives what was told. */
  async function block(path: string): Promise<SeenBlock | undefined> {
    for (let i = 0; i < TRIES; i++) {
      const [traceId] = await Promise.all([
        service.ask(path),
        ...Array.from({ length: NEIGHBOURS - 1 }, () => service.ask('/none/0')),
      ]);
      blocking.add(traceId);
      const own = () => service.records.find((record) => record.traceId === traceId);
      if (await until(() => own() !== undefined, 1500)) return own();
    }
    return undefined;
  }

  beforeAll(async () => {
    service = await startService('blocking.mjs', {
      env: { OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: '1000' },
    });
    await block('/loop/200');
  });
  afterAll(() => service.stop());

  for (const { what, path, name } of ways) {
    it(`of ${what} names ${name} and its own request among ${NEIGHBOURS}`, async () => {
      const told = await block(path);
      expect(told).toMatchObject({
        eventName: 'nodejs.event_loop.block',
        attributes: {
          'code.function.name': name,
          'exception.type': 'EventLoopBlock',
          'request.id': expect.any(String),
          'sonde.error.handled': true,
        },
      });
      expect(told?.message).toMatch(/^the event loop stood still for \d+ ms in /);
      expect(told?.attributes['code.file.path']).toMatch(/fixtures\/blocking\.mjs$/);
      expect(told?.attributes['sonde.block.duration']).toBeGreaterThan(80);
    });
  }

  it('never names the request of another', () => {
    const traces = service.records.map(({ traceId }) => traceId).filter((id) => id !== undefined);
    expect(traces.length).toBeGreaterThan(0);
    expect(traces.filter((id) => !blocking.has(id))).toEqual([]);
  });

  it('is one issue for each blocking function', () => {
    const byName = new Map<string, Set<string>>();
    for (const { attributes } of service.records) {
      const name = String(attributes['code.function.name']);
      const issues = byName.get(name) ?? new Set();
      byName.set(name, issues.add(String(attributes['sonde.error.fingerprint'])));
    }
    for (const name of ways.map((way) => way.name)) expect(byName.get(name)?.size).toBe(1);
    expect(new Set([...byName.values()].flatMap((ids) => [...ids])).size).toBe(byName.size);
  });

  it('is counted by function, with its request as an exemplar', async () => {
    const points = () =>
      service.metrics
        .filter(({ name }) => name === 'nodejs.eventloop.block.duration')
        .flatMap(({ histogram }) => histogram?.dataPoints ?? []);
    const exemplars = () => points().flatMap((point) => point.exemplars ?? []);
    expect(await until(() => exemplars().length > 0)).toBe(true);
    for (const { traceId } of exemplars()) expect(blocking).toContain(traceId);
    const counted = points().map((point) => fromKeyValues(point.attributes)['code.function.name']);
    expect(counted).toContain('loopFor');
  });

  it('stands on its span as an event', async () => {
    const events = () =>
      service.spans.flatMap(({ events: own = [], traceId }) =>
        own.filter(({ name }) => name === 'nodejs.event_loop.block').map(() => traceId),
      );
    expect(await until(() => events().length > 0)).toBe(true);
    expect(events().filter((id) => !blocking.has(id))).toEqual([]);
  });
});
