import { readKeyValue, readResource, readScope } from './decode-attributes.js';
import type { DecodeLimits } from './limits.js';
import type { Span, SpanEvent, SpanLink, TracesData } from './types.js';
import { WireReader } from './wire-reader.js';

type ResourceSpans = TracesData['resourceSpans'][number];
type ScopeSpans = ResourceSpans['scopeSpans'][number];

function readEvent(r: WireReader): SpanEvent {
  const event: SpanEvent = { timeUnixNano: '0', name: '', attributes: [] };
  while (r.next()) {
    if (r.field === 1) event.timeUnixNano = r.fixed64();
    else if (r.field === 2) event.name = r.text();
    else if (r.field === 3) event.attributes.push(r.message(readKeyValue));
    else if (r.field === 4) event.droppedAttributesCount = r.uint32();
    else r.skip();
  }
  return event;
}

function readLink(r: WireReader): SpanLink {
  const link: SpanLink = { traceId: '', spanId: '', attributes: [] };
  while (r.next()) {
    if (r.field === 1) link.traceId = r.hex();
    else if (r.field === 2) link.spanId = r.hex();
    else if (r.field === 3) link.traceState = r.text();
    else if (r.field === 4) link.attributes.push(r.message(readKeyValue));
    else if (r.field === 6) link.flags = r.fixed32();
    else r.skip();
  }
  return link;
}

function readStatus(r: WireReader): NonNullable<Span['status']> {
  const status: NonNullable<Span['status']> = {};
  while (r.next()) {
    if (r.field === 2) status.message = r.text();
    else if (r.field === 3) status.code = r.uint32();
    else r.skip();
  }
  return status;
}

function readSpan(r: WireReader): Span {
  const span: Span = {
    traceId: '',
    spanId: '',
    name: '',
    kind: 0,
    startTimeUnixNano: '0',
    endTimeUnixNano: '0',
    attributes: [],
  };
  while (r.next()) {
    switch (r.field) {
      case 1:
        span.traceId = r.hex();
        break;
      case 2:
        span.spanId = r.hex();
        break;
      case 3:
        span.traceState = r.text();
        break;
      case 4: {
        // Some senders write an empty parent for a root.
        const parent = r.hex();
        if (parent) span.parentSpanId = parent;
        break;
      }
      case 5:
        span.name = r.name();
        break;
      case 6:
        span.kind = r.uint32();
        break;
      case 7:
        span.startTimeUnixNano = r.fixed64();
        break;
      case 8:
        span.endTimeUnixNano = r.fixed64();
        break;
      case 9:
        span.attributes.push(r.message(readKeyValue));
        break;
      case 10:
        span.droppedAttributesCount = r.uint32();
        break;
      case 11:
        (span.events ??= []).push(r.message(readEvent));
        break;
      case 12:
        span.droppedEventsCount = r.uint32();
        break;
      case 13:
        (span.links ??= []).push(r.message(readLink));
        break;
      case 14:
        span.droppedLinksCount = r.uint32();
        break;
      case 15:
        span.status = r.message(readStatus);
        break;
      case 16:
        span.flags = r.fixed32();
        break;
      default:
        r.skip();
    }
  }
  return span;
}

function readScopeSpans(r: WireReader): ScopeSpans {
  const group: ScopeSpans = { spans: [] };
  while (r.next()) {
    if (r.field === 1) group.scope = r.message(readScope);
    else if (r.field === 2) group.spans.push(r.message(readSpan));
    else if (r.field === 3) group.schemaUrl = r.text();
    else r.skip();
  }
  return group;
}

function readResourceSpans(r: WireReader): ResourceSpans {
  const group: ResourceSpans = { scopeSpans: [] };
  while (r.next()) {
    if (r.field === 1) group.resource = r.message(readResource);
    else if (r.field === 2) group.scopeSpans.push(r.message(readScopeSpans));
    else if (r.field === 3) group.schemaUrl = r.text();
    else r.skip();
  }
  return group;
}

/**
 * A protobuf body of `POST /v1/traces`. Unknown fields are skipped.
 *
 * @throws OtlpError if the bytes are not such a body or hold more than the limits allow.
 */
export function decodeTraces(bytes: Uint8Array, limits?: Partial<DecodeLimits>): TracesData {
  const r = new WireReader(bytes, limits);
  const data: TracesData = { resourceSpans: [] };
  while (r.next()) {
    if (r.field === 1) data.resourceSpans.push(r.message(readResourceSpans));
    else r.skip();
  }
  return data;
}
