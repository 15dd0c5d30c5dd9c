import type { SpoolDisk } from './spool-disk.js';
import { decodeSpoolHeader, SPOOL_HEADER, SPOOL_MAGIC, type SpoolRecord } from './spool-record.js';
import { openSegment, type SpoolSegment } from './spool-segment.js';

/** Of a segment, at a time, while its headers are read: few where bodies lie between, all where none do. */
const HEADERS_BYTES = 4096;
/** The same while a header is searched for. */
const SEARCH_BYTES = 65_536;

type Window = (at: number, length: number) => Buffer;

/** Reads a file front to back: small reads close to each other cost one call. */
function createWindow(file: number, disk: SpoolDisk, bytes: number): Window {
  const buffer = Buffer.allocUnsafe(bytes);
  let start = 0;
  let length = 0;
  return (at, wanted) => {
    if (at < start || at + wanted > start + length) {
      start = at;
      length = disk.read(file, buffer, at);
    }
    return buffer.subarray(at - start, Math.min(at - start + wanted, length));
  };
}

/** Where the next whole header stands; the file is searched in windows. */
function nextHeader(window: Window, from: number, size: number): number | undefined {
  for (let start = from; start + SPOOL_HEADER <= size; ) {
    const part = window(start, Math.min(SEARCH_BYTES, size - start));
    if (part.length < SPOOL_HEADER) return undefined;
    for (
      let at = part.indexOf('SNDR', 0, 'latin1');
      at !== -1 && at + SPOOL_HEADER <= part.length;
      at = part.indexOf('SNDR', at + 1, 'latin1')
    ) {
      if (decodeSpoolHeader(part.subarray(at, at + SPOOL_HEADER))) return start + at;
    }
    start += part.length - SPOOL_HEADER + 1;
  }
  return undefined;
}

/** Whether a record may stand there: whole, and within the file. */
function recordAt(window: Window, offset: number, size: number): SpoolRecord | undefined {
  const record = decodeSpoolHeader(window(offset, SPOOL_HEADER));
  return record && offset + SPOOL_HEADER + record.bodyLength <= size ? record : undefined;
}

/**
 * Reads the headers of a segment that another process wrote. After damage the rest is searched for
 * the next whole header, so that one bad record costs one record.
 *
 * @returns undefined if it is no segment, or one of a newer format.
 * @throws what the file system throws.
 */
export function readSegment(
  path: string,
  disk: SpoolDisk,
): { segment: SpoolSegment; damaged: boolean } | undefined {
  const file = disk.open(path);
  const segment = openSegment(path, disk, file);
  try {
    const size = disk.size(file);
    const window = createWindow(file, disk, HEADERS_BYTES);
    if (!window(0, SPOOL_MAGIC.length).equals(SPOOL_MAGIC)) return undefined;
    let damaged = false;
    let offset = SPOOL_MAGIC.length;
    while (offset < size) {
      const record = recordAt(window, offset, size);
      if (!record) {
        damaged = true;
        const next = nextHeader(createWindow(file, disk, SEARCH_BYTES), offset + 1, size);
        if (next === undefined) break;
        offset = next;
        continue;
      }
      if (!record.done) segment.hold(offset, record);
      offset += SPOOL_HEADER + record.bodyLength;
    }
    segment.bytes = size;
    return { segment, damaged };
  } finally {
    segment.close();
  }
}
