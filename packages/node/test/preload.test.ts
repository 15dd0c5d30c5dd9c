import { expect, test } from 'vitest';
import { type NodeVersion, PRELOADS, runNode } from './run-node.js';
import { startSink } from './start-sink.js';

const versions: NodeVersion[] = [22, 24, 26];
const kinds = { CommonJS: 'service.cjs', 'ES modules': 'service.mjs', TypeScript: 'service.mts' };

const matrix = versions.flatMap((node) =>
  Object.entries(PRELOADS).flatMap(([how, preload]) =>
    Object.entries(kinds).map(([kind, file]) => ({ node, how, preload, kind, file })),
  ),
);

test.each(matrix)(
  'on Node $node, $how gives a service in $kind its traces and correlated lines',
  async ({ node, preload, file }) => {
    const sink = await startSink();
    try {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint };
      const ended = await runNode([...preload, file], { node, env });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      // pino writes to its descriptor by itself: its line may come after what console wrote later.
      const lines = ended.stdout.trim().split('\n');
      expect(lines).toHaveLength(2);
      expect(lines).toContain('done 200 undefined');
      const printed = lines.find((line) => line.startsWith('{')) ?? '';

      const [log, ...more] = sink.logs;
      expect(more).toEqual([]);
      expect(log).toMatchObject({
        body: 'in a request',
        severityNumber: 9,
        attributes: { 'request.id': 'req-1' },
        resource: { 'service.name': 'fixture' },
      });
      const server = sink.spans.find(({ kind }) => kind === 2);
      const client = sink.spans.find(({ kind }) => kind === 3);
      expect(server).toMatchObject({ traceId: log?.traceId, spanId: log?.spanId });
      expect(server?.parentSpanId).toBe(client?.spanId);
      expect(JSON.parse(printed)).toMatchObject({
        msg: 'in a request',
        trace_id: log?.traceId,
        span_id: log?.spanId,
        request_id: 'req-1',
      });
    } finally {
      await sink.close();
    }
  },
);

test('given twice and in two ways, the preload starts once', async () => {
  const sink = await startSink();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint,
    NODE_OPTIONS: '--import @sonde/node/register',
  };
  const both = [...PRELOADS['--require'], ...PRELOADS['--import'], 'service.cjs'];
  const ended = await runNode(both, { env });
  await sink.close();
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(sink.logs).toHaveLength(1);
  expect(sink.spans).toHaveLength(2);
});

test('children inherit the preload by NODE_OPTIONS, and threads of the application have it', async () => {
  const sink = await startSink();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint,
    NODE_OPTIONS: '--import @sonde/node/register',
    SONDE_CONSOLE: '1',
  };
  const ended = await runNode(['family.cjs'], { env });
  await sink.close();
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(sink.logs.map(({ body }) => body)).toHaveLength(3);
  const pids = new Set(sink.logs.map(({ resource }) => resource['process.pid']));
  expect(pids.size).toBe(2);
});

test('metrics are pushed beside logs and spans', async () => {
  const sink = await startSink();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint, OTEL_METRICS_EXPORTER: 'otlp' };
  const ended = await runNode([...PRELOADS['--import'], 'service.mjs'], { env });
  await sink.close();
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect([...sink.metricNames]).toContain('http.server.request.duration');
});

test('a process that ends at once and counts nothing sends nothing; what it counts is sent', async () => {
  const sink = await startSink();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint, OTEL_METRICS_EXPORTER: 'otlp' };
  expect(await runNode([...PRELOADS['--import'], '-e', '0'], { env })).toMatchObject({ code: 0 });
  expect([...sink.metricNames]).toEqual([]);
  const count = `new (require('prom-client').Counter)({ name: 'jobs_total', help: 'Jobs' }).inc()`;
  expect(await runNode([...PRELOADS['--import'], '-e', count], { env })).toMatchObject({ code: 0 });
  await sink.close();
  expect([...sink.metricNames]).toContain('jobs_total');
});

// Node 22 carries contexts by async hooks.
test.each([24, 26] as const)(
  'contexts take the fast ways of V8 on Node %s, in a worker of a cluster too',
  async (node) => {
    const flags = ['--expose-internals', '--allow-natives-syntax'];
    const args = [...flags, ...PRELOADS['--import'], 'fast-contexts.mjs'];
    for (const channel of [false, true]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const ended = await runNode(args, { node, channel });
      expect(ended).toMatchObject({ code: 0, stdout: 'true\n', stderr: '' });
    }
  },
);

test('a request and a call have one property more each, and what belongs to them none', async () => {
  const keys = async (args: string[]): Promise<Record<string, string[]>> => {
    const { stdout } = await runNode([...args, 'own-keys.mjs']);
    return JSON.parse(stdout) as Record<string, string[]>;
  };
  const [bare, ours] = await Promise.all([keys([]), keys(PRELOADS['--import'])]);
  const added = Object.entries(ours).map(([name, all]) => [
    name,
    all.filter((key) => !bare[name]?.includes(key)),
  ]);
  expect(Object.fromEntries(added)).toEqual({
    request: ['Symbol(sonde.servedRequest)'],
    response: [],
    connection: [],
    call: ['Symbol(sonde.call)'],
    answer: [],
    socket: [],
  });
});
