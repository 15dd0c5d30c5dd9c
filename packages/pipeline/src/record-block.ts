import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { laneLimits } from './lane-limits.js';
import { frame, mark } from './lane-memory.js';

/** Gathers records that go into the ring together, compressed. Takes its memory when first used. */
export interface RecordBlock {
  /** @returns false if the block is full, or the record too large for any. */
  add(meta: number, sequence: number, record: string | Uint8Array): boolean;
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
      else raw.set(record, used + frame.header);
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
      const body = zstdCompressSync((raw as Buffer).subarray(0, used), { params });
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

/** Smaller memory may be shared with others. */
const OWN_BYTES = 65_536;

/**
 * Gives the memory of an unpacked block back at once: V8 counts it as small, and lets tens of megabytes
 * of such blocks gather before it looks for garbage.
 */
export function freeBlock({ bytes }: OpenBlock): void {
  const { buffer, byteOffset, length } = bytes;
  const isOwn = buffer instanceof ArrayBuffer && byteOffset === 0 && length === buffer.byteLength;
  if (isOwn && length >= OWN_BYTES) buffer.transfer(0);
}

/** The records of the block in those bytes. */
export function readBlock(buffer: Buffer, at: number, length: number): OpenBlock {
  const count = blockCount(buffer, at);
  const size = Math.max(buffer.readInt32LE(at + 4), 1);
  // A copy: the ring's memory is shared, which zlib does not take.
  const packed = Buffer.from(buffer.subarray(at + HEADER + count, at + length));
  return {
    count,
    bytes: zstdDecompressSync(packed, { maxOutputLength: size, chunkSize: Math.max(size, 64) }),
  };
}
