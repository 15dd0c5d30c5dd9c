import { crc32 } from 'node:zlib';

/**
 * A record of a segment file: a header and one encoded batch.
 *
 * | byte | what |
 * |---|---|
 * | 0 | `SNDR` |
 * | 4 | CRC-32 of bytes 8 to 31, with `done` as 0 |
 * | 8 | CRC-32 of the body |
 * | 12 | length of the body |
 * | 16 | records in it |
 * | 20 | signal, by index |
 * | 21 | 1 if the body is compressed with gzip |
 * | 22 | 1 once it is done with |
 * | 24 | milliseconds since the epoch |
 */
export interface SpoolRecord {
  signal: number;
  count: number;
  gzip: boolean;
  time: number;
  bodyLength: number;
  bodyCrc: number;
  done: boolean;
}

export const SPOOL_HEADER = 32;
export const SPOOL_DONE_AT = 22;
/** What a segment file starts with; the number is the format's. */
export const SPOOL_MAGIC: Buffer = Buffer.from('SNDSPL01', 'latin1');

const RECORD_MAGIC = 0x52_44_4e_53;
/** A body is a batch: longer is damage, and nothing is allocated for it. */
const MAX_BODY = 64 * 1024 * 1024;

export function encodeSpoolHeader(
  record: Omit<SpoolRecord, 'bodyLength' | 'bodyCrc' | 'done'>,
  body: Uint8Array,
): Buffer {
  const header = Buffer.alloc(SPOOL_HEADER);
  header.writeUInt32LE(RECORD_MAGIC, 0);
  header.writeUInt32LE(crc32(body), 8);
  header.writeUInt32LE(body.length, 12);
  header.writeUInt32LE(record.count, 16);
  header.writeUInt8(record.signal, 20);
  header.writeUInt8(record.gzip ? 1 : 0, 21);
  header.writeDoubleLE(record.time, 24);
  header.writeUInt32LE(crc32(header.subarray(8)), 4);
  return header;
}

/** undefined if the bytes are no header, or a damaged one. */
export function decodeSpoolHeader(header: Buffer): SpoolRecord | undefined {
  if (header.length < SPOOL_HEADER || header.readUInt32LE(0) !== RECORD_MAGIC) return undefined;
  const done = header[SPOOL_DONE_AT] === 1;
  const plain = Buffer.from(header.subarray(8, SPOOL_HEADER));
  plain[SPOOL_DONE_AT - 8] = 0;
  if (crc32(plain) !== header.readUInt32LE(4)) return undefined;
  const bodyLength = header.readUInt32LE(12);
  const signal = header[20] as number;
  if (bodyLength > MAX_BODY || signal > 3) return undefined;
  return {
    signal,
    count: header.readUInt32LE(16),
    gzip: header[21] === 1,
    time: header.readDoubleLE(24),
    bodyLength,
    bodyCrc: header.readUInt32LE(8),
    done,
  };
}
