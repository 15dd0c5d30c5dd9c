import type { HrTime } from '@opentelemetry/api';
import type { TimedEvent } from '@opentelemetry/sdk-trace';
import type { KeptLink, RecordedSpan, SpanOwner } from './recorded-span.js';
import { SpanTemplate } from './span-template.js';
import { SpanWriter, textSize, varintSize } from './span-writer.js';
import { writeAttribute } from './write-attribute.js';

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;
/** Ids, times, kind, counts and flags, with their tags. */
const FIXED_BYTES = 160;
const EVENT_BYTES = 64;

const w: SpanWriter = new SpanWriter();
const owners = new WeakMap<SpanOwner, WrittenOwner>();

function text(tag: number, value: string): void {
  const size = textSize(value);
  w.room(size + 12);
  w.byte(tag);
  w.varint(size);
  w.text(value, size);
}

function count(tag: number, value: number): void {
  if (value === 0) return;
  w.byte(tag);
  w.varint(value);
}

/** Writes a message whose size is known only when it is written. */
function message(tag: number, write: () => void): void {
  w.room(6);
  w.byte(tag);
  const at = w.at;
  w.at += 1;
  write();
  const size = w.at - at - 1;
  const more = varintSize(size) - 1;
  if (more > 0) {
    w.room(more);
    w.buffer.copyWithin(at + 1 + more, at + 1, w.at);
  }
  w.at = at;
  w.varint(size);
  w.at += size;
}

function time(tag: number, [seconds, nanoseconds]: HrTime): void {
  w.byte(tag);
  w.time(seconds, nanoseconds);
}

function writeEvent(event: TimedEvent): void {
  message(0x5a, () => {
    w.room(EVENT_BYTES);
    time(0x09, event.time);
    text(0x12, event.name);
    for (const [key, value] of Object.entries(event.attributes ?? {})) {
      writeAttribute(w, 0x1a, key, value);
    }
    w.room(8);
    count(0x20, event.droppedAttributesCount ?? 0);
  });
}

function writeLink({ context, attributes, droppedAttributesCount }: KeptLink): void {
  message(0x6a, () => {
    w.room(EVENT_BYTES);
    id(0x0a, context.traceId);
    id(0x12, context.spanId);
    const state = context.traceState?.serialize();
    if (state) text(0x1a, state);
    for (const [key, value] of Object.entries(attributes)) writeAttribute(w, 0x22, key, value);
    w.room(16);
    count(0x28, droppedAttributesCount);
    w.byte(0x35);
    w.fixed32(flags(context.traceFlags, context.isRemote === true));
  });
}

function flags(traceFlags: number, isRemote: boolean): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote ? IS_REMOTE : 0);
}

function id(tag: number, digits: string): void {
  w.byte(tag);
  w.byte(digits.length >> 1);
  w.hex(digits);
}

function writeBody(span: RecordedSpan, template: SpanTemplate): void {
  w.room(FIXED_BYTES);
  id(0x0a, span.traceId);
  id(0x12, span.spanId);
  if (span.parentSpanId !== '') id(0x22, span.parentSpanId);
  w.byte(0x30);
  // OTLP's kinds begin with `unspecified`.
  w.byte(span.kind + 1);
  w.byte(0x39);
  w.milliseconds(span.startMs);
  w.byte(0x41);
  w.milliseconds(span.endMs);
  w.byte(0x85);
  w.byte(0x01);
  w.fixed32(flags(span.traceFlags, span.parentIsRemote));
  count(0x50, span.droppedAttributesCount);
  count(0x60, span.droppedEventsCount);
  count(0x70, span.droppedLinksCount);
  text(0x2a, span.name);
  const state = span.traceState?.serialize();
  if (state) text(0x1a, state);
  template.write(w, span.keys, span.values);
  if (span.events.length > 0) for (const event of span.events) writeEvent(event);
  if (span.links.length > 0) for (const link of span.links) writeLink(link);
  if (span.statusCode > 0) {
    message(0x7a, () => {
      if (span.statusMessage) text(0x12, span.statusMessage);
      w.room(2);
      count(0x18, span.statusCode);
    });
  }
}

/** What is the same for all spans of a tracer, written once. */
interface WrittenOwner {
  scope: Buffer;
  /** By kind. */
  templates: (SpanTemplate | undefined)[];
}

function writtenOwner(owner: SpanOwner): WrittenOwner {
  let written = owners.get(owner);
  if (written === undefined) {
    w.at = 0;
    message(0x0a, () => {
      text(0x0a, owner.scope.name);
      if (owner.scope.version) text(0x12, owner.scope.version);
    });
    written = { scope: Buffer.from(w.buffer.subarray(0, w.at)), templates: [] };
    owners.set(owner, written);
  }
  return written;
}

/** Writes a frame before what stands from `start` to the end. @returns where it begins. */
function frameBefore(start: number, end: number, tag: number): number {
  const size = end - start;
  const begin = start - 1 - varintSize(size);
  w.at = begin;
  w.byte(tag);
  w.varint(size);
  return begin;
}

/** Three frames of a message around the span, each a tag and five bytes of length at most. */
const FRAMES = 18;

/**
 * An ended span as an OTLP `TracesData` message, with its scope and without a resource.
 *
 * @returns bytes that are overwritten by the next call.
 */
export function writeSpan(span: RecordedSpan): Buffer {
  const { scope, templates } = writtenOwner(span.owner);
  const template = (templates[span.kind] ??= new SpanTemplate());
  const start = FRAMES + scope.length;
  w.at = 0;
  w.room(start);
  w.at = start;
  writeBody(span, template);
  const end = w.at;
  let begin = frameBefore(start, end, 0x12);
  begin -= scope.length;
  scope.copy(w.buffer, begin);
  begin = frameBefore(begin, end, 0x12);
  begin = frameBefore(begin, end, 0x0a);
  return w.buffer.subarray(begin, end);
}
