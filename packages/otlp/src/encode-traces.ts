import {
  writeKeyValue,
  writeList,
  writeMessage,
  writeResource,
  writeScope,
} from './encode-attributes.js';
import type { Span, SpanEvent, SpanLink, TracesData } from './types.js';
import { WireWriter } from './wire-writer.js';

type ResourceSpans = TracesData['resourceSpans'][number];
type ScopeSpans = ResourceSpans['scopeSpans'][number];

function writeEvent(event: SpanEvent, w: WireWriter): void {
  w.fixed64(1, event.timeUnixNano);
  w.text(2, event.name);
  writeList(w, 3, writeKeyValue, event.attributes);
  w.uint32(4, event.droppedAttributesCount);
}

function writeLink(link: SpanLink, w: WireWriter): void {
  w.hex(1, link.traceId);
  w.hex(2, link.spanId);
  w.text(3, link.traceState);
  writeList(w, 4, writeKeyValue, link.attributes);
  w.fixed32(6, link.flags);
}

function writeStatus(status: NonNullable<Span['status']>, w: WireWriter): void {
  w.text(2, status.message);
  w.uint32(3, status.code);
}

export function writeSpan(span: Span, w: WireWriter): void {
  w.hex(1, span.traceId);
  w.hex(2, span.spanId);
  w.text(3, span.traceState);
  w.hex(4, span.parentSpanId);
  w.text(5, span.name);
  w.uint32(6, span.kind);
  w.fixed64(7, span.startTimeUnixNano);
  w.fixed64(8, span.endTimeUnixNano);
  writeList(w, 9, writeKeyValue, span.attributes);
  w.uint32(10, span.droppedAttributesCount);
  writeList(w, 11, writeEvent, span.events);
  w.uint32(12, span.droppedEventsCount);
  writeList(w, 13, writeLink, span.links);
  w.uint32(14, span.droppedLinksCount);
  if (span.status) writeMessage(w, 15, writeStatus, span.status);
  w.fixed32(16, span.flags);
}

function writeScopeSpans(group: ScopeSpans, w: WireWriter): void {
  if (group.scope) writeMessage(w, 1, writeScope, group.scope);
  writeList(w, 2, writeSpan, group.spans);
  w.text(3, group.schemaUrl);
}

function writeResourceSpans(group: ResourceSpans, w: WireWriter): void {
  if (group.resource) writeMessage(w, 1, writeResource, group.resource);
  writeList(w, 2, writeScopeSpans, group.scopeSpans);
  w.text(3, group.schemaUrl);
}

/** The protobuf body of `POST /v1/traces`. */
export function encodeTraces(data: TracesData): Uint8Array {
  const w = new WireWriter();
  writeList(w, 1, writeResourceSpans, data.resourceSpans);
  return w.finish();
}
