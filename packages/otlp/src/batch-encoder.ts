import { writeMessage, writeResource, writeScope } from './encode-attributes.js';
import { writeLogRecord } from './encode-logs.js';
import { writeMetric } from './encode-metrics.js';
import { writeSpan } from './encode-traces.js';
import type { InstrumentationScope, LogRecord, Metric, Resource, Span } from './types.js';
import { WireWriter } from './wire-writer.js';

/** Record by record, one body of `POST /v1/…`, grouped by resource and scope. */
export interface BatchEncoder<T> {
  /** Bytes of the body so far, nearly. */
  readonly bytes: number;
  /** @param resource the encoder's own by default. */
  add(record: T, scope: InstrumentationScope, resource?: Resource): void;
  /** A record that is encoded already, and its scope too: where both stand. They are copied. */
  addEncoded(bytes: Buffer, scope: ByteRange, record: ByteRange): void;
  /**
   * For who has records as bytes: where those of a scope are written, each as {@link RECORD_TAG}, its
   * length and itself. Good until the next `finish`.
   */
  writer(scope: InstrumentationScope, resource?: Resource): WireWriter;
  /** The body; the encoder is empty after it. */
  finish(): Uint8Array;
  /** Takes the memory of a body back that nobody reads any more. */
  recycle(body: Uint8Array): void;
}

/** From one byte to before another. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Field 2 with a length: `logRecords`, `spans` and `metrics` of a scope alike. */
export const RECORD_TAG = 0x12;

interface BatchItems {
  logs: LogRecord;
  traces: Span;
  metrics: Metric;
}

const encoders: { [S in keyof BatchItems]: (item: BatchItems[S], w: WireWriter) => void } = {
  logs: writeLogRecord,
  traces: writeSpan,
  metrics: writeMetric,
};

const FIRST_BYTES = 8192;
/** More scopes than these are found by their text. */
const MAX_ENCODED_GROUPS = 8;
/** Bodies whose memory waits for the next ones. */
const MAX_SPARE = 2;
/** Two tags with lengths of four bytes. */
const FRAME_BYTES = 10;

/** All records of one scope. What is before {@link ScopeGroup.start} is room for what frames them. */
interface ScopeGroup {
  head: Uint8Array;
  start: number;
  writer: WireWriter;
}

interface ResourceGroup {
  head: Uint8Array;
  scopes: Map<string, ScopeGroup>;
}

const varintSize = (value: number): number =>
  value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;
const framed = (length: number): number => 1 + varintSize(length) + length;

function encoded<T>(encode: (value: T, w: WireWriter) => void, value: T): Uint8Array {
  const w = new WireWriter();
  writeMessage(w, 1, encode, value);
  return w.finish();
}

function writeRaw(w: WireWriter, bytes: Uint8Array): void {
  w.realloc(bytes.length);
  w.buf.set(bytes, w.pos);
  w.pos += bytes.length;
}

/** Whether the message in `head`, behind its frame, is what stands there. */
function endsWith(head: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  const from = head.length - length;
  if (from !== 1 + varintSize(length)) return false;
  for (let i = 0; i < length; i++) if (head[from + i] !== bytes[start + i]) return false;
  return true;
}

const recordBytes = (one: ScopeGroup): number => one.writer.pos - one.start;
const scopeSize = (one: ScopeGroup): number => one.head.length + recordBytes(one);

function resourceSize(group: ResourceGroup): number {
  let size = group.head.length;
  for (const one of group.scopes.values()) size += framed(scopeSize(one));
  return size;
}

function beginMessage(w: WireWriter, tag: number, length: number): void {
  w.writeTag(tag, 2);
  w.writeVarint(length);
}

/** The one scope of a body gets its frame before itself: nothing is moved. */
function frameInPlace(group: ResourceGroup, one: ScopeGroup): Uint8Array {
  const { writer } = one;
  const end = writer.pos;
  const inner = scopeSize(one);
  const outer = resourceSize(group);
  const begin = end - framed(outer);
  writer.pos = begin;
  beginMessage(writer, 1, outer);
  writeRaw(writer, group.head);
  beginMessage(writer, 2, inner);
  writeRaw(writer, one.head);
  return writer.buf.subarray(begin, end);
}

function writeGroup(w: WireWriter, group: ResourceGroup): void {
  beginMessage(w, 1, resourceSize(group));
  writeRaw(w, group.head);
  for (const one of group.scopes.values()) {
    beginMessage(w, 2, scopeSize(one));
    writeRaw(w, one.head);
    writeRaw(w, one.writer.buf.subarray(one.start, one.writer.pos));
  }
}

/**
 * Encodes each record when it comes, so that a batch is bytes and not objects while it waits, and
 * its size is known.
 */
export function createBatchEncoder<S extends keyof BatchItems>(
  signal: S,
  ownResource: Resource,
): BatchEncoder<BatchItems[S]> {
  const encode = encoders[signal] as (item: BatchItems[S], w: WireWriter) => void;
  const ownHead = encoded(writeResource, ownResource);
  const groups = new Map<string, ResourceGroup>();
  const spare: Buffer[] = [];
  /** Whether there is but one scope. */
  let isOne = true;
  const encodedGroups: ScopeGroup[] = [];
  let last: { scope: InstrumentationScope; group: ScopeGroup } | undefined;

  function groupOf(scope: InstrumentationScope, resource: Resource | undefined): ScopeGroup {
    if (last?.scope === scope && resource === undefined) return last.group;
    const group = resourceGroup(resource);
    const scopeKey = scope.attributes
      ? JSON.stringify(scope)
      : `${scope.name}\n${scope.version ?? ''}`;
    const one = scopeGroup(group, scopeKey, () => encoded(writeScope, scope));
    if (resource === undefined) last = { scope, group: one };
    return one;
  }

  /** The group of a scope that came encoded; there are few, and most often it is one of the last. */
  function encodedGroup(bytes: Uint8Array, { start, end }: ByteRange): ScopeGroup {
    for (const one of encodedGroups) if (endsWith(one.head, bytes, start, end)) return one;
    const scope = bytes.subarray(start, end);
    const key = Buffer.from(scope).toString('latin1');
    const one = scopeGroup(resourceGroup(undefined), `\0${key}`, () => {
      const w = new WireWriter();
      beginMessage(w, 1, scope.length);
      writeRaw(w, scope);
      return w.finish();
    });
    if (encodedGroups.length < MAX_ENCODED_GROUPS) encodedGroups.push(one);
    return one;
  }

  function scopeGroup(
    group: ResourceGroup,
    scopeKey: string,
    headOf: () => Uint8Array,
  ): ScopeGroup {
    let one = group.scopes.get(scopeKey);
    if (!one) {
      const head = headOf();
      const start = FRAME_BYTES + group.head.length + head.length;
      const writer = new WireWriter(spare.pop() ?? FIRST_BYTES);
      writer.realloc(start);
      writer.pos = start;
      one = { head, start, writer };
      isOne = groups.size === 1 && group.scopes.size === 0;
      group.scopes.set(scopeKey, one);
    }
    return one;
  }

  function resourceGroup(resource: Resource | undefined): ResourceGroup {
    const key = resource ? JSON.stringify(resource) : '';
    let group = groups.get(key);
    if (!group) {
      const head = resource ? encoded(writeResource, resource) : ownHead;
      group = { head, scopes: new Map() };
      groups.set(key, group);
    }
    return group;
  }

  function recycle(body: Uint8Array): void {
    const { buffer } = body;
    if (spare.length < MAX_SPARE) spare.push(Buffer.from(buffer));
    // At once: V8 lets such memory gather.
    else if (buffer instanceof ArrayBuffer) buffer.transfer(0);
  }

  return {
    get bytes() {
      if (isOne && last) return last.group.writer.pos;
      let bytes = 0;
      for (const group of groups.values()) {
        bytes += group.head.length;
        for (const one of group.scopes.values()) bytes += scopeSize(one);
      }
      return bytes;
    },
    add(record, scope, resource) {
      const { writer } = groupOf(scope, resource);
      const before = writer.pos;
      try {
        writeMessage(writer, 2, encode, record);
      } catch (error) {
        writer.pos = before;
        throw error;
      }
    },
    addEncoded(bytes, scope, record) {
      const { writer } = encodedGroup(bytes, scope);
      const length = record.end - record.start;
      writer.realloc(length + FRAME_BYTES);
      beginMessage(writer, 2, length);
      bytes.copy(writer.buf, writer.pos, record.start, record.end);
      writer.pos += length;
    },
    writer: (scope, resource) => groupOf(scope, resource).writer,
    finish() {
      last = undefined;
      encodedGroups.length = 0;
      const all = [...groups.values()];
      groups.clear();
      const [group] = all;
      const [one] = group ? group.scopes.values() : [];
      if (group && one && all.length === 1 && group.scopes.size === 1) {
        return frameInPlace(group, one);
      }
      const w = new WireWriter(all.reduce((sum, each) => sum + framed(resourceSize(each)), 0) || 1);
      for (const each of all) {
        writeGroup(w, each);
        for (const scope of each.scopes.values()) recycle(scope.writer.buf);
      }
      return w.finish();
    },
    recycle,
  };
}
