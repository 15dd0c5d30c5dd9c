import { crc32 } from 'node:zlib';
import { nodeDisk, type SpoolDisk } from './spool-disk.js';
import {
  decodeSpoolHeader,
  encodeSpoolHeader,
  SPOOL_DONE_AT,
  SPOOL_HEADER,
  SPOOL_MAGIC,
  type SpoolRecord,
} from './spool-record.js';

/** A batch in a segment. */
export interface SpoolEntry {
  segment: SpoolSegment;
  offset: number;
  record: SpoolRecord;
  sending: boolean;
}

/** One append-only file. All methods may throw what the file system throws. */
export interface SpoolSegment {
  readonly path: string;
  bytes: number;
  /** What is still to be sent, oldest first. */
  readonly entries: Set<SpoolEntry>;
  /** Of those, how many nobody sends yet, by signal. */
  readonly idle: number[];
  /** When the last of its batches was written; 0 if there is none. */
  newest: number;
  /** Whether somebody sends one of its batches just now. */
  busy(): boolean;
  /** @param entry the one to go on with, from another segment. */
  append(
    record: Pick<SpoolRecord, 'signal' | 'count' | 'gzip' | 'time'>,
    body: Uint8Array,
    entry?: SpoolEntry,
  ): SpoolEntry;
  /** Takes in what stands in the file already. */
  hold(offset: number, record: SpoolRecord, entry?: SpoolEntry): SpoolEntry;
  /** Somebody sends it now, or no more. */
  send(entry: SpoolEntry, sending: boolean): void;
  /** undefined if the body is damaged. */
  read(entry: SpoolEntry): Uint8Array | undefined;
  done(entry: SpoolEntry): void;
  /** Leaves the entry out, in memory alone. */
  forget(entry: SpoolEntry): void;
  /** Whether its file was removed by somebody else while it is open. */
  gone(): boolean;
  close(): void;
  unlink(): void;
}

/** @param initial the file, if it is open. */
export function openSegment(
  path: string,
  disk: SpoolDisk,
  initial: number | undefined,
): SpoolSegment {
  let file = initial;
  const handle = (): number => (file ??= disk.open(path));
  const count = (signal: number, by: number): void => {
    segment.idle[signal] = (segment.idle[signal] ?? 0) + by;
  };

  const segment: SpoolSegment = {
    path,
    bytes: 0,
    entries: new Set(),
    idle: [0, 0, 0, 0],
    newest: 0,
    busy: () => segment.entries.size > segment.idle.reduce((sum, one) => sum + one, 0),
    append(record, body, entry) {
      const offset = segment.bytes;
      const header = encodeSpoolHeader(record, body);
      try {
        disk.write(handle(), [header, body], offset);
      } catch (error) {
        // What half stands there must not end the file for a reader.
        disk.truncate(handle(), offset);
        throw error;
      }
      segment.bytes = offset + header.length + body.length;
      return segment.hold(offset, decodeSpoolHeader(header) as SpoolRecord, entry);
    },
    hold(offset, record, entry) {
      const held = Object.assign(entry ?? { sending: false }, { segment, offset, record });
      segment.entries.add(held);
      segment.newest = Math.max(segment.newest, record.time);
      if (!held.sending) count(record.signal, 1);
      return held;
    },
    send(entry, sending) {
      if (entry.sending === sending || !segment.entries.has(entry)) return;
      entry.sending = sending;
      count(entry.record.signal, sending ? -1 : 1);
    },
    read(entry) {
      const body = Buffer.allocUnsafe(entry.record.bodyLength);
      const length = disk.read(handle(), body, entry.offset + SPOOL_HEADER);
      return length === body.length && crc32(body) === entry.record.bodyCrc ? body : undefined;
    },
    done(entry) {
      segment.forget(entry);
      disk.write(handle(), [Buffer.of(1)], entry.offset + SPOOL_DONE_AT);
    },
    forget(entry) {
      if (segment.entries.delete(entry) && !entry.sending) count(entry.record.signal, -1);
    },
    gone: () => file !== undefined && disk.gone(file),
    close() {
      const one = file;
      file = undefined;
      if (one !== undefined) disk.close(one);
    },
    unlink() {
      segment.close();
      disk.unlink(path);
    },
  };
  return segment;
}

/** @throws what the file system throws; then there is no file. */
export function createSegment(path: string, disk: SpoolDisk = nodeDisk): SpoolSegment {
  const file = disk.create(path);
  const segment = openSegment(path, disk, file);
  try {
    disk.write(file, [SPOOL_MAGIC], 0);
  } catch (error) {
    segment.unlink();
    throw error;
  }
  segment.bytes = SPOOL_MAGIC.length;
  return segment;
}
