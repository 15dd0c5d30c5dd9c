import {
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
  writevSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';
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
  entries: SpoolEntry[];
  append(
    record: Pick<SpoolRecord, 'signal' | 'count' | 'gzip' | 'time'>,
    body: Uint8Array,
  ): SpoolEntry;
  /** undefined if the body is damaged. */
  read(entry: SpoolEntry): Uint8Array | undefined;
  done(entry: SpoolEntry): void;
  /** Brings what was written to the disk itself, later. */
  sync(failed: (error: Error) => void): void;
  /** Whether its file was removed by somebody else while it is open. */
  gone(): boolean;
  close(): void;
  unlink(): void;
}

const NOFOLLOW = constants.O_NOFOLLOW ?? 0;

function openSegment(path: string, flags: number): number {
  return openSync(path, flags | NOFOLLOW, 0o600);
}

function makeSegment(path: string, initial: number | undefined): SpoolSegment {
  let file = initial;
  const handle = (): number => (file ??= openSegment(path, constants.O_RDWR));
  const segment: SpoolSegment = {
    path,
    bytes: 0,
    entries: [],
    append(record, body) {
      const offset = segment.bytes;
      const header = encodeSpoolHeader(record, body);
      try {
        const length = header.length + body.length;
        const written = writevSync(handle(), [header, body], offset);
        if (written !== length) throw new Error('short write');
      } catch (error) {
        // What half stands there must not end the file for a reader.
        ftruncateSync(handle(), offset);
        throw error;
      }
      segment.bytes = offset + header.length + body.length;
      const decoded = decodeSpoolHeader(header) as SpoolRecord;
      const entry = { segment, offset, record: decoded, sending: false };
      segment.entries.push(entry);
      return entry;
    },
    read(entry) {
      const body = Buffer.allocUnsafe(entry.record.bodyLength);
      const length = readSync(handle(), body, 0, body.length, entry.offset + SPOOL_HEADER);
      return length === body.length && crc32(body) === entry.record.bodyCrc ? body : undefined;
    },
    done(entry) {
      segment.entries = segment.entries.filter((one) => one !== entry);
      writeSync(handle(), Buffer.of(1), 0, 1, entry.offset + SPOOL_DONE_AT);
    },
    sync(failed) {
      if (file === undefined) return;
      fdatasync(file, (error) => {
        // A file that was closed meanwhile was removed, or is done with.
        if (error && error.code !== 'EBADF') failed(error);
      });
    },
    gone: () => file !== undefined && fstatSync(file).nlink === 0,
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
    unlink() {
      segment.close();
      unlinkSync(path);
    },
  };
  return segment;
}

export function createSegment(path: string): SpoolSegment {
  const { O_CREAT, O_EXCL, O_RDWR } = constants;
  const file = openSegment(path, O_CREAT | O_EXCL | O_RDWR);
  const segment = makeSegment(path, file);
  writeSync(file, SPOOL_MAGIC, 0, SPOOL_MAGIC.length, 0);
  segment.bytes = SPOOL_MAGIC.length;
  return segment;
}

/**
 * Reads the headers of a segment that another process wrote. After damage the rest is searched for
 * the next whole header, so that one bad record costs one record.
 *
 * @returns undefined if it is no segment, or one of a newer format.
 */
export function readSegment(path: string): { segment: SpoolSegment; damaged: boolean } | undefined {
  const file = openSegment(path, constants.O_RDWR);
  const segment = makeSegment(path, file);
  const { size } = fstatSync(file);
  const header = Buffer.alloc(SPOOL_HEADER);
  if (
    readSync(file, header, 0, SPOOL_MAGIC.length, 0) !== SPOOL_MAGIC.length ||
    !header.subarray(0, SPOOL_MAGIC.length).equals(SPOOL_MAGIC)
  ) {
    segment.close();
    return undefined;
  }
  let damaged = false;
  let offset = SPOOL_MAGIC.length;
  while (offset < size) {
    const length = readSync(file, header, 0, SPOOL_HEADER, offset);
    const record = length === SPOOL_HEADER ? decodeSpoolHeader(header) : undefined;
    if (!record || offset + SPOOL_HEADER + record.bodyLength > size) {
      damaged = true;
      const next = nextHeader(file, offset + 1, size);
      if (next === undefined) break;
      offset = next;
      continue;
    }
    if (!record.done) segment.entries.push({ segment, offset, record, sending: false });
    offset += SPOOL_HEADER + record.bodyLength;
  }
  segment.bytes = size;
  segment.close();
  return { segment, damaged };
}

/** Where the next whole header stands; the file is searched in windows. */
function nextHeader(file: number, from: number, size: number): number | undefined {
  const window = Buffer.allocUnsafe(65_536);
  for (let start = from; start + SPOOL_HEADER <= size; start += window.length - SPOOL_HEADER) {
    const length = readSync(file, window, 0, window.length, start);
    if (length < SPOOL_HEADER) return undefined;
    for (
      let at = window.indexOf('SNDR', 0, 'latin1');
      at !== -1 && at + SPOOL_HEADER <= length;
      at = window.indexOf('SNDR', at + 1, 'latin1')
    ) {
      if (decodeSpoolHeader(window.subarray(at, at + SPOOL_HEADER))) return start + at;
    }
  }
  return undefined;
}
