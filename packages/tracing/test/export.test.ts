import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import {
  encodeTraces,
  fromKeyValues,
  parseTracesJson,
  type Span,
  type TracesData,
} from '@sonde/otlp';
import type { Lane, SpanRecord } from '@sonde/pipeline';
import { createLaneSpanProcessor } from '@sonde/tracing';
import { describe, expect, it } from 'vitest';
import { fixture, runTraced } from './run-traced.js';

function collectingLane(): { lane: Lane; records: SpanRecord[] } {
  const records: SpanRecord[] = [];
  const lane = {
    offer(_signal: string, json: string) {
      expect(json).not.toContain('\n');
      records.push(JSON.parse(json) as SpanRecord);
      return true;
    },
  } as unknown as Lane;
  return { lane, records };
}

/** Lists by key, so that two encoders may differ in order. */
function plain(span: Span): unknown {
  const sorted = (list: { key: string }[] = []): unknown =>
    Object.fromEntries(list.map((entry) => [entry.key, entry]));
  return JSON.parse(
    // The JSON mapping lets a 64-bit integer be a string or a number.
    JSON.stringify({
      ...span,
      attributes: sorted(span.attributes),
      droppedAttributesCount: span.droppedAttributesCount ?? 0,
      droppedEventsCount: span.droppedEventsCount ?? 0,
      droppedLinksCount: span.droppedLinksCount ?? 0,
      events: (span.events ?? []).map((event) => ({
        ...event,
        attributes: sorted(event.attributes),
        droppedAttributesCount: event.droppedAttributesCount ?? 0,
      })),
      links: (span.links ?? []).map((link) => ({
        ...link,
        attributes: sorted(link.attributes),
        droppedAttributesCount: 0,
      })),
      status: { code: 0, ...span.status },
    }).replace(/"intValue":"(-?\d+)"/g, '"intValue":$1'),
  );
}

describe('export', () => {
  it('writes what the official OTLP/JSON serialiser writes for the same spans', () => {
    const { lane, records } = collectingLane();
    const memory = new InMemorySpanExporter();
    const provider = new TracerProvider({
      resource: resourceFromAttributes({}),
      spanLimits: { eventCountLimit: 2 },
      spanProcessors: [
        createLaneSpanProcessor(lane),
        new SimpleSpanProcessor({ exporter: memory }),
      ],
    });
    const tracer = provider.getTracer('scope "quoted"', '1.0.0');
    const other = tracer.startSpan('other');
    const span = tracer.startSpan('line\nbreak "and" \u2028', {
      kind: SpanKind.CLIENT,
      links: [{ context: other.spanContext(), attributes: { why: 'because' } }],
      attributes: {
        text: 'a\\b"c\u0000\ud800',
        whole: 42,
        negative: -7,
        share: 0.25,
        yes: true,
        list: ['a', 'b'],
        numbers: [1, 2.5],
      },
    });
    for (let index = 0; index < 3; index++) span.addEvent(`event ${index}`, { index });
    span.recordException(new RangeError('too far'));
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'went "wrong"' });
    span.end();
    other.end();

    const official = JSON.parse(
      new TextDecoder().decode(JsonTraceSerializer.serializeRequest(memory.getFinishedSpans())),
    ) as TracesData;
    const theirs = official.resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    );
    expect(records.map((record) => plain(record.span))).toEqual(theirs.map(plain));
    expect(records[0]?.scope).toEqual({ name: 'scope "quoted"', version: '1.0.0' });
  });

  it('says of a span what the SDK and its official serialiser say of it, to the byte of each value', async () => {
    const env = { OTEL_SPAN_EVENT_COUNT_LIMIT: '2' };
    const { spans, records, stdout, stderr } = await runTraced(fixture('twice.mjs'), { env });
    expect(stderr).toBe('');
    const official = JSON.parse(stdout) as TracesData;
    const theirs = official.resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap((scope) => scope.spans),
    );
    expect(theirs).toHaveLength(6);
    const withoutIds = (span: Span): unknown => plain({ ...span, traceId: '', spanId: '' });
    expect(spans.map(withoutIds)).toEqual(theirs.map(withoutIds));
    expect(records[0]?.scope).toEqual({ name: 'scope "quoted"', version: '1.0.0' });
  });

  it('says of spans that are much alike what each was given', async () => {
    const { spans, stdout, stderr } = await runTraced(fixture('alike.mjs'));
    expect(stderr).toBe('');
    const given = JSON.parse(stdout) as Record<string, unknown>[];
    const shown = spans.map(({ attributes }) => fromKeyValues(attributes));
    const expected = given.flatMap((attributes, at) => {
      const list = [`kept${'.'.repeat(at + 1)}`];
      const whole = 'list' in attributes ? { ...attributes, list } : attributes;
      return [whole, whole, whole];
    });
    expect(shown).toEqual(expected);
    expect(shown.map(Object.keys)).toEqual(expected.map(Object.keys));
  });

  it('passes the schema check and the protobuf encoder of the otlp room', () => {
    const { lane, records } = collectingLane();
    const provider = new TracerProvider({ spanProcessors: [createLaneSpanProcessor(lane)] });
    provider
      .getTracer('t')
      .startSpan('s', { attributes: { n: 1 / 3, big: 2 ** 60 } })
      .end();
    const data = parseTracesJson({
      resourceSpans: records.map(({ scope, span }) => ({ scopeSpans: [{ scope, spans: [span] }] })),
    });
    expect(data.resourceSpans[0]?.scopeSpans[0]?.spans[0]?.name).toBe('s');
    expect(encodeTraces(data).length).toBeGreaterThan(50);
  });

  it('sends by the stock exporter with otlp_http_direct, and does not trace its own export', async () => {
    const requests: { url: string | undefined; body: TracesData }[] = [];
    const sink = createServer(async (request: IncomingMessage, response) => {
      requests.push({ url: request.url, body: JSON.parse(await text(request)) as TracesData });
      response.setHeader('content-type', 'application/json').end('{}');
    });
    await new Promise<void>((resolve) => {
      sink.listen(0, '127.0.0.1', resolve);
    });
    const { port } = sink.address() as AddressInfo;
    const run = await runTraced(fixture('direct.mjs'), {
      env: {
        OTEL_TRACES_EXPORTER: 'otlp_http_direct',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      },
    });
    sink.close();
    expect(run.stderr).toBe('');
    expect(run.spans).toEqual([]);
    expect(requests.map(({ url }) => url)).toEqual(['/v1/traces']);
    const [resourceSpans] = requests[0].body.resourceSpans;
    expect(resourceSpans?.resource?.attributes[0]?.value.stringValue).toBe('fixture');
    const spans = resourceSpans?.scopeSpans.flatMap((scope) => scope.spans);
    expect(spans?.map(({ name }) => name)).toEqual(['work']);
    expect(JSON.stringify(requests)).not.toContain('sekret');
  });
});
