import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stackCache } from '../../scripts/stack/stack-cache.mjs';
import { freePorts } from '../end-to-end/free-ports.ts';
import { find as findKafka, start as startKafka } from '../matrix/servers/kafka.mjs';
import { hasMaven } from '../matrix/servers/maven-jars.mjs';
import { bodiesOf, makeProbes, type Probe, sendOtlp } from './otlp-probe.ts';
import { hasTool } from './stack-tools.ts';
import { type Collector, startCollector } from './start-collector.ts';
import { type LogSink, startLogSink } from './start-log-sink.ts';
import { until } from './until.ts';

const TRACES = 60;

let home: string;
/** Traces go where the logs go, so that one sink sees both. */
let tracesToo: string;

const noCollector = !hasTool('sonde-collector');

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'sonde-tiers-'));
  tracesToo = join(home, 'traces-too.yaml');
  writeFileSync(
    tracesToo,
    'service: { pipelines: { traces/jaeger: { receivers: [forward/kept], exporters: [otlp_http/loki] } } }',
  );
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const gateway = (
  name: string,
  sink: number,
  env: Record<string, string>,
  overlays: string[] = [],
) =>
  startCollector({
    files: ['config.yaml', ...overlays, tracesToo],
    folder: join(home, name),
    env: {
      SONDE_TRACES_KEPT_PERCENT: '100',
      SONDE_LOKI_URL: `http://127.0.0.1:${sink}`,
      SONDE_PROMETHEUS_URL: `http://127.0.0.1:${sink}`,
      ...env,
    },
  });

const seenBy = (sink: LogSink): Set<string> => new Set(sink.received().match(/mark[0-9a-f]{12}/g));
const traceIn = (sink: LogSink, { traceId }: Probe): boolean =>
  sink.received().includes(Buffer.from(traceId, 'hex').toString('latin1'));

describe.skipIf(noCollector)('An agent before two gateways', () => {
  const sinks: LogSink[] = [];
  const collectors: Collector[] = [];
  let agent: Collector;

  beforeAll(async () => {
    const [first, second, firstGrpc, secondGrpc] = await freePorts(4);
    sinks.push(await startLogSink(first), await startLogSink(second));
    collectors.push(
      await gateway('first', first, { SONDE_COLLECTOR_GRPC_PORT: String(firstGrpc) }),
      await gateway('second', second, { SONDE_COLLECTOR_GRPC_PORT: String(secondGrpc) }),
    );
    // No name here has two addresses on loopback, so they are listed instead of asked for.
    const list = join(home, 'list.yaml');
    const hostnames = [firstGrpc, secondGrpc].map((port) => `127.0.0.1:${port}`);
    const resolver = { dns: null, static: { hostnames } };
    writeFileSync(list, JSON.stringify({ exporters: { loadbalancing: { resolver } } }));
    agent = await startCollector({
      files: ['agent.yaml', list],
      folder: join(home, 'agent'),
      env: {
        SONDE_GATEWAY_HOST: '127.0.0.1',
        SONDE_GATEWAY_PORT: String(firstGrpc),
        SONDE_GATEWAY_INSECURE: 'true',
      },
    });
    collectors.push(agent);
  });
  afterAll(async () => {
    for (const collector of collectors.toReversed()) await collector.stop('SIGKILL');
    for (const sink of sinks) sink.close();
  });

  it('sends every span of a trace to the same one, and about as many traces to each', async () => {
    const probes = makeProbes(TRACES);
    // A second span of each trace, in a request of its own.
    const later = probes.map(({ traceId }, i) => ({
      traceId,
      mark: `mark${String(i).padStart(12, '0')}`,
    }));
    for (const some of [probes, later])
      expect(await sendOtlp(agent.url, 'traces', bodiesOf(some).traces)).toBe(true);
    const [first, second] = sinks as [LogSink, LogSink];
    await until('all spans', () =>
      seenBy(first).size + seenBy(second).size >= 2 * TRACES ? true : undefined,
    );
    const whole = probes.map(({ mark }, i) =>
      sinks.map(
        (sink) => [mark, later[i]?.mark ?? ''].filter((each) => seenBy(sink).has(each)).length,
      ),
    );
    expect(whole.filter((counts) => Math.max(...counts) !== 2)).toEqual([]);
    for (const sink of sinks) expect(seenBy(sink).size).toBeGreaterThan(TRACES / 4);
  });

  it('loses no line when all gateways are away and it is killed', async () => {
    const probes = makeProbes(TRACES);
    for (const collector of collectors.slice(0, 2)) await collector.stop('SIGKILL');
    expect(await sendOtlp(agent.url, 'logs', bodiesOf(probes).logs)).toBe(true);
    await agent.stop('SIGKILL');
    const [sink, grpc] = await freePorts(2);
    const back = await startLogSink(sink);
    sinks.push(back);
    collectors.push(
      await gateway('third', sink, { SONDE_COLLECTOR_GRPC_PORT: String(grpc) }),
      await startCollector({
        files: ['agent.yaml'],
        folder: join(home, 'agent'),
        env: {
          SONDE_GATEWAY_HOST: '127.0.0.1',
          SONDE_GATEWAY_PORT: String(grpc),
          SONDE_GATEWAY_INSECURE: 'true',
        },
      }),
    );
    await until('all lines', () => (seenBy(back).size >= TRACES ? true : undefined));
    expect(probes.filter(({ mark }) => !seenBy(back).has(mark))).toEqual([]);
  });
});

describe.skipIf(noCollector || !hasMaven())(
  'Kafka between the agent and the gateway (needs Maven)',
  () => {
    it('keeps what the agent wrote while the gateway is away, and what the gateway read when it is killed', async () => {
      const kafka = await startKafka(home, findKafka(stackCache(process.env)));
      const env = { SONDE_KAFKA_BROKERS: `[${kafka.env.KAFKA}]`, SONDE_KAFKA_INSECURE: 'true' };
      const [port] = await freePorts(1);
      const sink = await startLogSink(port);
      const agent = await startCollector({
        files: ['agent.yaml', 'overlays/agent-kafka.yaml'],
        folder: join(home, 'kafka-agent'),
        env: { ...env, SONDE_GATEWAY_HOST: 'unused.invalid' },
      });
      const reader = () => gateway('kafka-gateway', port, env, ['overlays/kafka-in.yaml']);
      try {
        const before = makeProbes(TRACES);
        for (const [signal, body] of Object.entries(bodiesOf(before)))
          expect(await sendOtlp(agent.url, signal, body)).toBe(true);
        const first = await reader();
        await until('the first line', () => (seenBy(sink).size > 0 ? true : undefined));
        await first.stop('SIGKILL');

        const meanwhile = makeProbes(TRACES);
        for (const [signal, body] of Object.entries(bodiesOf(meanwhile)))
          expect(await sendOtlp(agent.url, signal, body)).toBe(true);
        const second = await reader();
        const all = [...before, ...meanwhile];
        const missing = () =>
          all.filter((probe) => !seenBy(sink).has(probe.mark) || !traceIn(sink, probe));
        await until('everything', () => (missing().length === 0 ? true : undefined)).catch(
          () => undefined,
        );
        expect(missing()).toEqual([]);
        await second.stop('SIGTERM');
      } finally {
        await agent.stop('SIGKILL');
        await kafka.stop();
        sink.close();
      }
    });
  },
);
