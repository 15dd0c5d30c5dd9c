import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeTraces, encodeTraces, type KeyValue, type Span } from '@sonde/otlp';
import { createLane, type Lane, type LaneOptions, resolveLaneOptions } from '@sonde/pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOtlpSink, type OtlpSink } from './otlp-sink.js';

const scope = { name: 'scope', version: '1' };
const text = (key: string, stringValue: string): KeyValue => ({ key, value: { stringValue } });

function span(more: Partial<Span> = {}): Span {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    name: 'GET /',
    kind: 2,
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000000000001000',
    attributes: [],
    ...more,
  };
}

const encoded = (one: Span): Buffer =>
  Buffer.from(encodeTraces({ resourceSpans: [{ scopeSpans: [{ scope, spans: [one] }] }] }));

describe('a span that comes encoded', () => {
  let sink: OtlpSink;
  let home: string;
  let lane: Lane;
  let bodies: Buffer[];

  function start(options: Partial<LaneOptions> = {}): void {
    const spool = { folder: join(home, 'spool'), maxBytes: 50_000_000 };
    const given = { endpoints: sink.endpoints, spool, ...options };
    lane = createLane(resolveLaneOptions(given, {}, () => {}));
  }

  beforeEach(async () => {
    sink = await createOtlpSink();
    bodies = [];
    sink.behave = ({ headers, body }) => {
      bodies.push(headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
      return 'take';
    };
    home = mkdtempSync(join(tmpdir(), 'sonde-encoded-'));
  });

  afterEach(async () => {
    await lane.close(500);
    await sink.close();
    rmSync(home, { recursive: true, force: true });
  });

  async function delivered(spans: readonly Span[]): Promise<Span[]> {
    for (const one of spans) expect(lane.offerSpan?.(encoded(one))).toBe(true);
    expect(await lane.flush(5000)).toBe(true);
    return bodies.flatMap((body) =>
      decodeTraces(body).resourceSpans.flatMap((resource) => {
        expect(resource.resource?.attributes.length).toBeGreaterThan(0);
        return resource.scopeSpans.flatMap((group) => {
          expect(group.scope).toEqual(scope);
          return group.spans;
        });
      }),
    );
  }

  it('arrives as it was, with the resource of the lane', async () => {
    start();
    const whole = span({
      parentSpanId: '00f067aa0ba902b7',
      traceState: 'a=1',
      flags: 257,
      attributes: [
        text('url.path', '/items/é'),
        { key: 'http.response.status_code', value: { intValue: 200 } },
        { key: 'share', value: { doubleValue: 0.5 } },
        { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }] } } },
      ],
      events: [{ timeUnixNano: '1700000000000000001', name: 'e', attributes: [text('k', 'v')] }],
      status: { code: 2, message: 'no' },
    });
    const spans = await delivered([whole, span()]);
    const again = decodeTraces(encoded(whole)).resourceSpans[0]?.scopeSpans[0]?.spans[0];
    expect(spans).toEqual([again, expect.objectContaining({ name: 'GET /' })]);
    expect(lane.ledger().signals.traces).toMatchObject({ accepted: 2, delivered: 2, queued: 0 });
  });

  it('loses its secrets, wherever they stand and however often such a span came before', async () => {
    start();
    const card = '4111 1111 1111 1111';
    const secrets: Partial<Span>[] = [
      { attributes: [text('password', 'sekret-1')] },
      { attributes: [text('note', `card ${card}`)] },
      { attributes: [{ key: 'n', value: { intValue: '4111111111111111' } }] },
      {
        attributes: [
          { key: 'pin', value: { kvlistValue: { values: [text('password', 'sekret-2')] } } },
        ],
      },
      { name: `pay ${card}` },
      { events: [{ timeUnixNano: '1', name: 'e', attributes: [text('password', 'sekret-3')] }] },
      { status: { code: 2, message: `refused ${card}` } },
    ];
    const plain = span({ attributes: [text('note', 'plain'), text('name', 'x')] });
    const all = secrets.flatMap((more) => [plain, span(more)]);
    const spans = await delivered([...all, ...all]);
    expect(spans).toHaveLength(28);
    const told = JSON.stringify(spans);
    expect(told).not.toContain('sekret');
    expect(told).not.toContain('4111');
    expect(
      spans.filter(({ attributes }) => attributes[0]?.value.stringValue === 'plain'),
    ).toHaveLength(14);
  });

  it('is counted as invalid where it is none', async () => {
    start();
    const good = encoded(span());
    for (const bad of [Buffer.alloc(0), good.subarray(0, 40), Buffer.from('no span at all')]) {
      lane.offerSpan?.(bad);
    }
    lane.offerSpan?.(encoded(span({ traceId: '12' })));
    expect(await delivered([span()])).toHaveLength(1);
    const { accepted, delivered: sent, dropped } = lane.ledger().signals.traces;
    expect({ accepted, sent, dropped }).toEqual({ accepted: 5, sent: 1, dropped: { invalid: 4 } });
  });

  it('is refused with durability process, which keeps text', () => {
    start({ durability: 'process' });
    expect('offerSpan' in lane).toBe(false);
  });
});
