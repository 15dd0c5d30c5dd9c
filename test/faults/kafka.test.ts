import { randomUUID } from 'node:crypto';
import { Consumer } from '@platformatic/kafka';
import { decodeLogs, decodeMetrics, decodeTraces, fromAnyValue } from '@sonde/otlp';
import { createLane, resolveLaneOptions } from '@sonde/pipeline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../packages/pipeline/test/otlp-sink.js';
import { canRunKafka, createKafkaBroker, type KafkaBroker } from './kafka-broker.js';
import { createLaneHome, expectAll, expectSums, type LaneHome, long } from './lane-home.js';
import { runLoad } from './run-load.js';

describe.skipIf(!long || !canRunKafka)('to a real Kafka', () => {
  let broker: KafkaBroker;
  let home: LaneHome;

  beforeAll(async () => {
    broker = await createKafkaBroker();
    await broker.start();
  }, 300_000);

  afterAll(() => broker.close());

  beforeEach(async () => {
    home = await createLaneHome();
  });

  afterEach(() => home.close());

  /** Topics of their own for one test. */
  function newTopics(): Record<'logs' | 'traces' | 'metrics', string> {
    const id = randomUUID();
    return { logs: `logs-${id}`, traces: `traces-${id}`, metrics: `metrics-${id}` };
  }

  function outputs(topics: object): object[] {
    return [{ kind: 'kafka', name: 'kafka', brokers: [broker.address], tls: false, topics }];
  }

  /** All that stands in the topics, until a second brings no more. */
  async function read(topics: string[]): Promise<{ topic: string; key: string; value: Buffer }[]> {
    const consumer = new Consumer({
      clientId: 'test',
      groupId: randomUUID(),
      bootstrapBrokers: [broker.address],
    });
    const stream = await consumer.consume({ topics, mode: 'earliest', autocommit: false });
    const found: { topic: string; key: string; value: Buffer }[] = [];
    let last = performance.now();
    stream.on('data', ({ topic, key, value }) => {
      found.push({ topic, key: String(key), value });
      last = performance.now();
    });
    await until('no more comes', () => found.length > 0 && performance.now() - last > 2000, 60_000);
    await consumer.close(true);
    return found;
  }

  const bodies = (messages: { value: Buffer }[]): string[] =>
    messages
      .flatMap(({ value }) => decodeLogs(value).resourceLogs)
      .flatMap(({ scopeLogs }) => scopeLogs)
      .flatMap(({ logRecords }) => logRecords)
      .map(({ body }) => String(body && fromAnyValue(body)));

  it('all four signals arrive as OTLP, spans keyed by their trace', {
    timeout: 180_000,
  }, async () => {
    const topics = newTopics();
    const lane = createLane(
      resolveLaneOptions(home.options({ outputs: outputs(topics) }), {}, () => {}),
    );
    const scope = { name: 's' };
    const traceId = 'ab'.repeat(16);
    const span = { traceId, spanId: 'cd'.repeat(8), name: 'a span', kind: 1 };
    const times = { startTimeUnixNano: '1', endTimeUnixNano: '2' };
    lane.offer('logs', JSON.stringify({ level: 30, time: Date.now(), msg: 'a line' }));
    lane.offer('errors', JSON.stringify({ level: 50, time: Date.now(), msg: 'an error' }));
    lane.offer('traces', JSON.stringify({ scope, span: { ...span, ...times, attributes: [] } }));
    const points = [{ timeUnixNano: '1', asDouble: 1, attributes: [] }];
    lane.offer(
      'metrics',
      JSON.stringify({ scope, metrics: [{ name: 'm', gauge: { dataPoints: points } }] }),
    );
    await until(
      'all is delivered',
      () => Object.values(lane.ledger().signals).every(({ delivered }) => delivered === 1),
      60_000,
    );
    expectSums(lane.ledger());
    await lane.close(1000);
    const messages = await read(Object.values(topics));
    const of = (topic: string) => messages.filter((one) => one.topic === topic);
    expect(bodies(of(topics.logs)).toSorted()).toEqual(['a line', 'an error']);
    const [trace] = of(topics.traces);
    expect(trace?.key).toBe(traceId);
    const { resourceSpans } = decodeTraces(trace?.value ?? new Uint8Array());
    expect(resourceSpans[0]?.scopeSpans[0]?.spans[0]?.name).toBe('a span');
    const { resourceMetrics } = decodeMetrics(of(topics.metrics)[0]?.value ?? new Uint8Array());
    expect(resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]?.name).toBe('m');
  });

  it('a broker that is killed under load and comes back costs no record', {
    timeout: 300_000,
  }, async () => {
    const topics = newTopics();
    const load = runLoad({
      id: 'a',
      perSecond: 2000,
      forMs: 40_000,
      tell: 'turn',
      finally: 'settle',
      options: home.options({ outputs: outputs(topics) }),
    });
    await until('the load runs', () => load.told().length > 10_000, 60_000);
    await broker.kill();
    await until('it goes on without the broker', () => load.told().length > 30_000, 60_000);
    await broker.start();
    const end = await load.ended;
    expect([end.code, end.signal]).toEqual([0, null]);
    expectSums(end.report?.ledger);
    expect(end.report?.ledger.signals.logs).toMatchObject({ dropped: {}, queued: 0 });
    const arrived = bodies(await read([topics.logs]));
    expectAll(end.accepted, arrived);
    console.log(
      `Kafka: ${end.accepted.length} accepted, ${arrived.length - new Set(arrived).size} came twice`,
    );
  });
});
