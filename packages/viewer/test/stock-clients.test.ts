import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  type IssuesAnswer,
  type LogsAnswer,
  type RuntimeAnswer,
  startViewer,
  type TracesAnswer,
  type Viewer,
} from '@sonde/viewer';
import { afterAll, beforeAll, expect, test } from 'vitest';

const CLIENT = new URL('stock-client.mjs', import.meta.url).pathname;
const run = promisify(execFile);
let viewer: Viewer;

beforeAll(async () => {
  viewer = await startViewer({
    otlpHttpPort: 0,
    otlpGrpcPort: 0,
    pagePort: 0,
    dataFolder: ':memory:',
  });
});
afterAll(() => viewer.close());

test.each([
  ['http/json', 'none'],
  ['http/protobuf', 'none'],
  ['http/protobuf', 'gzip'],
  ['grpc', 'none'],
  ['grpc', 'gzip'],
])('what the stock SDK sends over %s (compression: %s) is shown', async (protocol, compression) => {
  const service = `stock-${protocol.replace('/', '-')}-${compression}`;
  const { otlpHttp, otlpGrpc, page } = viewer.urls;
  const { stdout, stderr } = await run(process.execPath, [CLIENT], {
    env: {
      PATH: process.env['PATH'] ?? '',
      OTEL_SERVICE_NAME: service,
      OTEL_NODE_RESOURCE_DETECTORS: 'env',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_COMPRESSION: compression,
      OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? otlpGrpc : otlpHttp,
    },
  });
  expect(stderr).toBe('');
  const ask = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${page}/api/${path}service=${service}`)).json()) as T;

  const { traces } = await ask<TracesAnswer>('traces?');
  expect(traces).toMatchObject([{ traceId: stdout.trim(), name: 'GET /stock', errors: 1 }]);
  const { logs } = await ask<LogsAnswer>('logs?q=shelf:7&');
  expect(logs).toMatchObject([{ level: 'warn', message: 'a stock line', service }]);
  const { instances } = await ask<RuntimeAnswer>('runtime?');
  expect(instances).toMatchObject([{ service, utilisation: [0.25] }]);
  const { issues } = await ask<IssuesAnswer>('issues?q=RangeError&');
  // The same error from each of the clients is one issue, told by the first of them.
  if (protocol === 'http/json') expect(issues).toMatchObject([{ message: 'out of stock' }]);
});
