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
  /** The body; the encoder is empty after it. */
  finish(): Uint8Array;
}

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

type Groups = Map<string, { resource: Resource; scopes: Map<string, WireWriter> }>;

function writeRaw(bytes: Uint8Array, w: WireWriter): void {
  w.realloc(bytes.length);
  w.buf.set(bytes, w.pos);
  w.pos += bytes.length;
}

function writeGroup(
  group: { resource: Resource; scopes: Map<string, WireWriter> },
  w: WireWriter,
): void {
  writeMessage(w, 1, writeResource, group.resource);
  for (const scope of group.scopes.values()) writeMessage(w, 2, writeRaw, scope.finish());
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
  let groups: Groups = new Map();
  let bytes = 0;
  /** Writers of the batch before, whose memory the next one takes. */
  let free: WireWriter[] = [];

  function writerOf(scope: InstrumentationScope, resource: Resource | undefined): WireWriter {
    const key = resource ? JSON.stringify(resource) : '';
    let group = groups.get(key);
    if (!group) {
      group = { resource: resource ?? ownResource, scopes: new Map() };
      groups.set(key, group);
      bytes += key.length;
    }
    const scopeKey = scope.attributes
      ? JSON.stringify(scope)
      : `${scope.name}\n${scope.version ?? ''}`;
    let writer = group.scopes.get(scopeKey);
    if (!writer) {
      writer = free.pop() ?? new WireWriter(4096);
      writeMessage(writer, 1, writeScope, scope);
      group.scopes.set(scopeKey, writer);
      bytes += writer.pos;
    }
    return writer;
  }

  return {
    get bytes() {
      return bytes;
    },
    add(record, scope, resource) {
      const writer = writerOf(scope, resource);
      const before = writer.pos;
      try {
        writeMessage(writer, 2, encode, record);
      } catch (error) {
        writer.pos = before;
        throw error;
      }
      bytes += writer.pos - before;
    },
    finish() {
      const w = new WireWriter(bytes + 1024);
      for (const group of groups.values()) writeMessage(w, 1, writeGroup, group);
      const used = [...groups.values()].flatMap((group) => [...group.scopes.values()]);
      for (const writer of used) writer.clear();
      free = used.slice(0, 2);
      groups = new Map();
      bytes = 0;
      return w.finish();
    },
  };
}
