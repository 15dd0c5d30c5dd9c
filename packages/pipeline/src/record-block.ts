import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { laneLimits } from './lane-limits.js';
import { frame, mark } from './lane-memory.js';

/** Gathers records that go into the ring together, compressed. Takes its memory when first used. */
export interface RecordBlock {
  /** @returns false if the block is full, or the record too large for any. */
  add(meta: number, sequence: number, record: string | Buffer): boolean;
  count(): number;
  /** Sequence of its first record. */
  first(): number;
  /** The text of its frame. Costs nothing when asked again before more was added. */
  packed(): Buffer;
  clear(): void;
}

/** A block that was unpacked. */
export interface OpenBlock {
  /** Records in it. */
  count: number;
  /** Their frames, one after the other, without marks and padding. */
  bytes: Buffer;
}

/** Bytes before the marks. */
const HEADER = 8;
/** More than most blocks are packed. */
const FIRST_BYTES = 65_536;
/** Speed over size: a block is made on the caller's time. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 };

export function createRecordBlock(): RecordBlock {
  let raw: Buffer | undefined;
  let used = 0;
  let count = 0;
  let first = 0;
  let made: Buffer | undefined;

  return {
    add(meta, sequence, record) {
      const worst = frame.header + record.length * (typeof record === 'string' ? 3 : 1);
      if (count >= laneLimits.blockRecords || used + worst > laneLimits.blockBytes) return false;
      raw ??= Buffer.allocUnsafeSlow(laneLimits.blockBytes);
      let { length } = record;
      if (typeof record === 'string') length = raw.write(record, used + frame.header, 'utf8');
      else record.copy(raw, used + frame.header);
      raw.writeInt32LE(length, used);
      raw.writeInt32LE(meta, used + 4);
      raw.writeDoubleLE(sequence, used + 8);
      if (count === 0) first = sequence;
      used += frame.header + length;
      count++;
      made = undefined;
      return true;
    },
    count: () => count,
    first: () => first,
    packed() {
      if (made) return made;
      // Its size told, zstd takes no more memory than that needs.
      const body = zstdCompressSync((raw as Buffer).subarray(0, used), {
        params,
        pledgedSrcSize: used,
      });
      const head = Buffer.alloc(HEADER + count, mark.waiting);
      head.writeInt32LE(count, 0);
      head.writeInt32LE(used, 4);
      made = Buffer.concat([head, body]);
      return made;
    },
    clear() {
      used = 0;
      count = 0;
      made = undefined;
    },
  };
}

/** How many records the block that starts there holds. */
export function blockCount(buffer: Buffer, at: number): number {
  return buffer.readInt32LE(at);
}

/** Where the mark of one of a block's records stands. */
export function blockMark(at: number, index: number): number {
  return at + HEADER + index;
}

/** Unpacks blocks, one at a time. */
export function createBlockReader(): (buffer: Buffer, at: number, length: number) => OpenBlock {
  /** The ring's memory is shared, which zlib does not take: a copy, in memory that serves them all. */
  let copy = Buffer.alloc(0);

  return (buffer, at, length) => {
    const count = blockCount(buffer, at);
    const size = Math.max(buffer.readInt32LE(at + 4), 1);
    const start = at + HEADER + count;
    const bytes = at + length - start;
    if (copy.length < bytes) copy = Buffer.allocUnsafeSlow(Math.max(bytes, FIRST_BYTES));
    buffer.copy(copy, 0, start, at + length);
    const sized = { maxOutputLength: size, chunkSize: Math.max(size, 64) };
    return { count, bytes: zstdDecompressSync(copy.subarray(0, bytes), sized) };
  };
}
