import type { KeyValue, LogsData, MetricsData, TracesData } from '@sonde/otlp';
import { toKeyValues } from '@sonde/otlp';
import type { LogRow, SpanAnswer } from '../../src/api.ts';
import type { Data } from './generated-data.ts';

const SEVERITY = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };
const SPANS_A_POST = 2000;
/** Every fourth sample is enough for a line. */
const METRIC_STRIDE = 4;

/** Sends generated data to a viewer as its sources would: OTLP in JSON over HTTP. */
export async function feedViewer(otlpHttp: string, data: Data): Promise<void> {
  for (let at = 0; at < data.logs.length; at += SPANS_A_POST) {
    await post(`${otlpHttp}/v1/logs`, logsOf(data.logs.slice(at, at + SPANS_A_POST)));
  }
  const spans = data.traces.flatMap((trace) => trace.spans);
  for (let at = 0; at < spans.length; at += SPANS_A_POST) {
    await post(`${otlpHttp}/v1/traces`, tracesOf(spans.slice(at, at + SPANS_A_POST)));
  }
  await post(`${otlpHttp}/v1/logs`, pageRecords(data));
  const samples = data.runtime.instances[0]?.times.length ?? 0;
  for (let at = 0; at < samples; at += METRIC_STRIDE) {
    await post(`${otlpHttp}/v1/metrics`, metricsOf(data, at));
  }
}

export async function feedLogs(otlpHttp: string, rows: LogRow[]): Promise<void> {
  await post(`${otlpHttp}/v1/logs`, logsOf(rows));
}

function tracesOf(spans: SpanAnswer[]): TracesData {
  return {
    resourceSpans: [...byService(spans)].map(([service, own]) => ({
      resource: { attributes: resourceOf(service) },
      scopeSpans: [
        {
          scope: { name: '@opentelemetry/instrumentation-http' },
          spans: own.map((span) => ({
            traceId: span.traceId,
            spanId: span.spanId,
            ...(span.parentSpanId ? { parentSpanId: span.parentSpanId } : {}),
            name: span.name,
            kind: span.kind,
            startTimeUnixNano: nano(span.start),
            endTimeUnixNano: nano(span.start + span.duration),
            attributes: toKeyValues({ ...span.attributes, ...httpOf(span) }),
            events: span.events.map((event) => ({
              timeUnixNano: nano(event.time),
              name: event.name,
              attributes: toKeyValues(event.attributes),
            })),
            status: span.error ? { code: 2, message: span.statusMessage ?? '' } : {},
          })),
        },
      ],
    })),
  };
}

function httpOf(span: SpanAnswer): Record<string, unknown> {
  if (span.kind === 2) {
    return {
      'http.request.method': 'POST',
      'http.route': span.summary ?? '/',
      'url.path': span.summary ?? '/',
      'http.response.status_code': span.error ? 500 : 200,
    };
  }
  return span.kind === 3 && span.summary?.startsWith('http') ? { 'url.full': span.summary } : {};
}

function logsOf(rows: LogRow[]): LogsData {
  return {
    resourceLogs: [...byService(rows)].map(([service, own]) => ({
      resource: { attributes: resourceOf(service) },
      scopeLogs: [
        {
          logRecords: own.map((row) => ({
            timeUnixNano: nano(row.time),
            severityNumber: SEVERITY[row.level],
            severityText: row.level.toUpperCase(),
            body: { stringValue: row.message },
            attributes: toKeyValues({ ...row.attributes, ...errorOf(row) }),
            ...(row.traceId ? { traceId: row.traceId, spanId: row.spanId ?? '' } : {}),
          })),
        },
      ],
    })),
  };
}

function errorOf(row: LogRow): Record<string, unknown> {
  if (!row.fingerprint) return {};
  const frame = {
    function: 'placeOrder',
    file: '/app/orders/src/place-order.ts',
    line: 42,
    column: 11,
    inApp: true,
    source: {
      firstLine: 41,
      lines: [
        '    // The pool may have closed in between.',
        "    throw new OrderError('could not place the order', { cause });",
        '  }',
      ],
    },
  };
  return {
    'exception.type': 'OrderError',
    'exception.message': 'could not place the order',
    'exception.stacktrace':
      'OrderError: could not place the order\n    at placeOrder (/app/orders/src/place-order.ts:42:11)\n    at handler (/app/node_modules/fastify/lib/handle-request.js:93:7)',
    'sonde.error.handled': true,
    'sonde.error.mechanism': 'log',
    'sonde.error.fingerprint': row.fingerprint,
    'sonde.error.because': 'The same type and the same in-app frames: placeOrder.',
    'sonde.error.frames': JSON.stringify([
      frame,
      {
        function: 'handler',
        file: '/app/node_modules/fastify/lib/handle-request.js',
        line: 93,
        column: 7,
        inApp: false,
      },
    ]),
    'sonde.error.chain': JSON.stringify([
      { relation: 'cause', type: 'error', message: 'duplicate key value', frames: [frame] },
    ]),
  };
}

function pageRecords(data: Data): LogsData {
  const now = Date.now();
  const record = (eventName: string, attributes: Record<string, unknown>) => ({
    timeUnixNano: nano(now - 5000),
    severityNumber: 9,
    eventName,
    body: { stringValue: eventName },
    attributes: toKeyValues({ 'sonde.source': 'browser', 'session.id': 's-1', ...attributes }),
  });
  const vitals = data.page.vitals.flatMap((vital) =>
    vital.pages.map((page) =>
      record('browser.web_vital', {
        'url.path': page.page,
        'browser.web_vital.name': vital.name,
        'browser.web_vital.value': page.p75,
        'browser.web_vital.rating': 'good',
        'browser.web_vital.id': `${vital.name}${page.page}`,
      }),
    ),
  );
  const views = data.page.views.map((view) =>
    record('browser.page_view', { 'url.path': view.page }),
  );
  return {
    resourceLogs: [
      {
        resource: { attributes: resourceOf('shop-page') },
        scopeLogs: [{ logRecords: [...vitals, ...views] }],
      },
    ],
  };
}

function metricsOf(data: Data, at: number): MetricsData {
  return {
    resourceMetrics: data.runtime.instances.map((instance) => {
      const gauge = (
        name: string,
        value: number | null | undefined,
        scale = 1,
        space?: string,
      ) => ({
        name,
        gauge: {
          dataPoints: [
            {
              attributes: toKeyValues(space ? { 'v8js.heap.space.name': space } : {}),
              timeUnixNano: nano(instance.times[at]),
              asDouble: (value ?? 0) * scale,
            },
          ],
        },
      });
      return {
        resource: { attributes: resourceOf(instance.service) },
        scopeMetrics: [
          {
            metrics: [
              gauge('nodejs.eventloop.delay.p50', instance.lagP50[at], 0.001),
              gauge('nodejs.eventloop.delay.p99', instance.lagP99[at], 0.001),
              gauge('nodejs.eventloop.delay.max', instance.lagMax[at], 0.001),
              gauge('nodejs.eventloop.utilization', instance.utilisation[at]),
              gauge('process.memory.usage', instance.rss[at]),
              gauge('v8js.memory.heap.used', instance.heapUsed[at], 1, 'old_space'),
              gauge('v8js.memory.heap.space.size', instance.heapTotal[at], 1, 'old_space'),
              gauge('v8js.memory.heap.limit', instance.heapLimit),
            ],
          },
        ],
      };
    }),
  };
}

function resourceOf(service: string): KeyValue[] {
  return toKeyValues({
    'service.name': service,
    'service.version': '1.4.2',
    'service.instance.id': `instance-of-${service}`,
    'process.pid': 4123,
    ...(service === 'shop-page' ? { 'sonde.source': 'browser' } : {}),
  });
}

function byService<T extends { service: string }>(rows: T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const own = groups.get(row.service);
    if (own) own.push(row);
    else groups.set(row.service, [row]);
  }
  return groups;
}

async function post(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  await answer.body?.cancel();
}

function nano(ms: number | undefined): string {
  return `${Math.round((ms ?? 0) * 1000)}000`;
}
