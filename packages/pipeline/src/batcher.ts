import {
  type BatchEncoder,
  createBatchEncoder,
  type InstrumentationScope,
  type Resource,
  type WireWriter,
} from '@sonde/otlp';
import type { EncodedSpan } from './encoded-span.js';
import { laneLimits } from './lane-limits.js';
import type { MappedRecord } from './map-record.js';
import { endpointOf } from './parcel.js';

/** A batch that takes no more records. */
export interface ClosedBatch {
  signal: number;
  count: number;
  /** Where its records stand in the ring: a token and how many from there on, again and again. */
  frames: number[];
  body: Uint8Array;
  /** When its first record came, on the clock of `performance.now()`. */
  since: number;
}

/** Gathers records by signal until a batch is full or old enough. */
export interface Batcher {
  /** @throws if the record can't be encoded; then nothing of it is kept. */
  add(record: MappedRecord | EncodedSpan, signal: number, frame: number): void;
  /** Where records of that signal are written as bytes; {@link Batcher.written} counts each. */
  writer(signal: number, scope: InstrumentationScope): WireWriter;
  /** What the present batch of that signal still takes. */
  room(signal: number): BatchRoom;
  /** @param frame of the first of that many records in a row. */
  written(signal: number, frame: number, records: number): void;
  /** Takes the memory of a batch back that nobody reads any more. */
  recycle(batch: { signal: number; body: Uint8Array }): void;
  /** Closes what is older than a batch may be, or all. */
  close(all: boolean): void;
  /** Closes what is worth a request of its own. */
  closeWorth(): void;
  /** Milliseconds until the oldest open batch is due; undefined if none is open. */
  due(): number | undefined;
}

export interface BatchRoom {
  bytes: number;
  records: number;
}

interface OpenBatch {
  encoder: BatchEncoder<never>;
  count: number;
  frames: number[];
  since: number;
}

export function createBatcher(resource: Resource, closed: (batch: ClosedBatch) => void): Batcher {
  const open: OpenBatch[] = endpointOf.map((endpoint) => ({
    encoder: createBatchEncoder(endpoint, resource) as BatchEncoder<never>,
    count: 0,
    frames: [],
    since: 0,
  }));

  const room: BatchRoom = { bytes: 0, records: 0 };

  function shut(batch: OpenBatch, signal: number): void {
    const { frames, count } = batch;
    if (count === 0) return;
    batch.frames = [];
    batch.count = 0;
    closed({
      signal,
      count,
      frames,
      body: batch.encoder.finish(),
      since: batch.since,
    });
  }

  function written(signal: number, frame: number, records: number): void {
    const batch = open[signal] as OpenBatch;
    if (batch.count === 0) batch.since = performance.now();
    batch.count += records;
    batch.frames.push(frame, records);
    if (batch.encoder.bytes >= laneLimits.batchBytes || batch.count >= laneLimits.batchRecords) {
      shut(batch, signal);
    }
  }

  return {
    add(record, signal, frame) {
      const batch = open[signal] as OpenBatch;
      if ('encoded' in record) batch.encoder.addEncoded(record.bytes, record.scope, record.encoded);
      else {
        for (const item of record.items) {
          batch.encoder.add(item as never, record.scope, record.resource);
        }
      }
      written(signal, frame, 1);
    },
    room(signal) {
      const { encoder, count } = open[signal] as OpenBatch;
      room.bytes = Math.max(laneLimits.batchBytes - encoder.bytes, 1);
      room.records = laneLimits.batchRecords - count;
      return room;
    },
    writer: (signal, scope) => (open[signal] as OpenBatch).encoder.writer(scope),
    written,
    recycle: ({ signal, body }) => (open[signal] as OpenBatch).encoder.recycle(body),
    close(all) {
      const ripe = performance.now() - laneLimits.batchAgeMs;
      for (const [signal, batch] of open.entries()) {
        if (all || batch.since <= ripe) shut(batch, signal);
      }
    },
    closeWorth() {
      for (const [signal, batch] of open.entries()) {
        if (batch.encoder.bytes >= laneLimits.worthBytes) shut(batch, signal);
      }
    },
    due() {
      let first: number | undefined;
      for (const batch of open) {
        if (batch.count > 0 && (first === undefined || batch.since < first)) {
          first = batch.since;
        }
      }
      return first === undefined
        ? undefined
        : Math.max(0, first + laneLimits.batchAgeMs - performance.now());
    },
  };
}
