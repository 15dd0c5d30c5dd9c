import { freeBytes } from './free-bytes.js';
import { BLOCK, counter, frame, type LaneMemory, mark, word } from './lane-memory.js';
import { blockCount, blockMark, createBlockReader, type OpenBlock } from './record-block.js';
import type { RingFrame, RingWindow } from './ring-frame.js';

/**
 * The worker's side of the ring. What was read stays in the ring until it is done with, so that
 * the worker after a dead one reads it again.
 */
export interface RingReader {
  next(): RingFrame | undefined;
  /** Whether there is more to read. */
  pending(): boolean;
  /** Frames in a row that come next, none of them a wrap or a part; undefined if there are none. */
  window(): RingWindow | undefined;
  /** Passes so many records of so many bytes in all. @returns the first one's token. */
  pass(bytes: number, records: number): number;
  /** Says that the record is being mapped now, or that it no longer is. */
  trying(one: RingFrame, now: boolean): void;
  /** @param count of the records in a row from that one on. */
  done(token: number, count: number): void;
  /**
   * Frees what is done with, up to the first frame that isn't.
   *
   * @returns whether that is more than before.
   */
  release(): boolean;
  /** Whether all that was written before `position` is done with. */
  reached(position: number): boolean;
  /** The producer's position now. */
  head(): number;
  /** Share of the ring in use, 0 to 1. */
  usage(): number;
}

/** Records that a block may hold. */
const IN_BLOCK = 4096;

/**
 * A token is a frame's offset in units of eight; for a record of a block the complement of the same
 * times {@link IN_BLOCK}, with the record's index.
 */
const blockToken = (offset: number, index: number): number =>
  -1 - ((offset >> 3) * IN_BLOCK + index);

interface BlockAtWork extends OpenBlock {
  /** Of its frame in the ring. */
  offset: number;
  /** Records that were read. */
  index: number;
  /** Where the next one stands. */
  position: number;
  /** Whether none was done with when it was opened. */
  isWhole: boolean;
}

export function createRingReader(memory: LaneMemory): RingReader {
  const { control, counters } = memory;
  const buffer = Buffer.from(memory.ring);
  const words = new Int32Array(memory.ring);
  const size = memory.ring.byteLength;
  const mask = size - 1;
  /** Records of each block that are not done with, by offset. */
  const left = new Map<number, number>();
  const readBlock = createBlockReader();
  let tail = Atomics.load(control, word.tail) >>> 0;
  let read = tail;
  let open: BlockAtWork | undefined;
  const current: RingFrame = {
    token: 0,
    signal: 0,
    shape: 0,
    level: 0,
    sequence: 0,
    bytes: buffer,
    start: 0,
    end: 0,
    deaths: 0,
  };

  const view: RingWindow = {
    bytes: buffer,
    start: 0,
    end: 0,
    position: 0,
    isRing: true,
    signal: 0,
  };

  const head = (): number => Atomics.load(control, word.head) >>> 0;

  /** Past a wrap mark, if there is one. */
  function skipWrap(position: number): number {
    const offset = position & mask;
    return words[offset >> 2] === frame.wrap ? (position + size - offset) >>> 0 : position;
  }

  const offsetOf = (token: number): number =>
    token >= 0 ? token << 3 : Math.floor((-1 - token) / IN_BLOCK) * 8;

  const markAt = (token: number): number =>
    token >= 0
      ? (token << 3) + 7
      : blockMark(offsetOf(token) + frame.header, (-1 - token) % IN_BLOCK);

  function found(
    token: number,
    meta: number,
    state: number,
    sequence: number,
    bytes: Buffer,
    start: number,
    end: number,
  ): RingFrame {
    current.token = token;
    current.signal = meta & 0xff;
    current.shape = (meta >>> 8) & 0xff;
    current.level = (meta >>> 16) & 0xff;
    current.sequence = sequence;
    current.bytes = bytes;
    current.start = start;
    current.end = end;
    current.deaths = state === mark.waiting ? 0 : state - 1;
    return current;
  }

  function openBlock(offset: number, length: number): void {
    const at = offset + frame.header;
    const count = blockCount(buffer, at);
    let alive = 0;
    for (let i = 0; i < count; i++) if (buffer[blockMark(at, i)] !== mark.done) alive++;
    if (alive === 0) {
      // The worker before this one ended between the last mark and the block's own.
      buffer[offset + 7] = mark.done;
      return;
    }
    left.set(offset, alive);
    open = {
      offset,
      index: 0,
      position: 0,
      isWhole: alive === count,
      ...readBlock(buffer, at, length),
    };
  }

  function doneInBlock(token: number, count: number): void {
    const offset = offsetOf(token);
    const at = markAt(token);
    let alive = left.get(offset) ?? count;
    for (let i = at; i < at + count; i++) {
      if (buffer[i] === mark.done) continue;
      buffer[i] = mark.done;
      alive--;
    }
    left.set(offset, alive);
    if (alive > 0) return;
    left.delete(offset);
    buffer[offset + 7] = mark.done;
  }

  function nextOfBlock(block: BlockAtWork): RingFrame | undefined {
    const { bytes, offset, count } = block;
    while (block.index < count) {
      const at = block.position;
      const start = at + frame.header;
      const end = start + bytes.readInt32LE(at);
      block.position = end;
      const token = blockToken(offset, block.index++);
      const state = buffer[markAt(token)] as number;
      if (state !== mark.done) {
        const meta = bytes.readInt32LE(at + 4);
        return found(token, meta, state, bytes.readDoubleLE(at + 8), bytes, start, end);
      }
    }
    freeBytes(block.bytes);
    open = undefined;
    return undefined;
  }

  return {
    next() {
      const end = head();
      for (;;) {
        const inside = open && nextOfBlock(open);
        if (inside) return inside;
        if (read === end) return undefined;
        read = skipWrap(read);
        const offset = read & mask;
        const at = offset >> 2;
        const length = words[at] as number;
        const meta = words[at + 1] as number;
        const state = meta >>> 24;
        read = (read + frame.size(length)) >>> 0;
        if (state === mark.done) continue;
        if ((meta & 0xff) === BLOCK) {
          openBlock(offset, length);
          continue;
        }
        const start = offset + frame.header;
        const sequence =
          ((words[at + 2] as number) >>> 0) + (words[at + 3] as number) * 4_294_967_296;
        return found(offset >> 3, meta, state, sequence, buffer, start, start + length);
      }
    },
    window() {
      if (open && open.index < open.count) {
        if (!open.isWhole) return undefined;
        const { bytes, position } = open;
        view.bytes = bytes;
        view.start = view.position = position;
        view.end = bytes.length;
        view.isRing = false;
        view.signal = bytes[position + 4] as number;
        return view;
      }
      if (open) {
        freeBytes(open.bytes);
        open = undefined;
      }
      const end = head();
      if (read === end) return undefined;
      read = skipWrap(read);
      const offset = read & mask;
      view.bytes = buffer;
      view.start = offset;
      view.position = read;
      view.end = offset + Math.min((end - read) >>> 0, size - offset);
      view.isRing = true;
      view.signal = (words[(offset >> 2) + 1] as number) & 0xff;
      return view;
    },
    pass(bytes, records) {
      if (open && open.index < open.count) {
        const token = blockToken(open.offset, open.index);
        open.index += records;
        open.position += bytes;
        return token;
      }
      const token = (read & mask) >> 3;
      read = (read + bytes) >>> 0;
      return token;
    },
    pending: () => read !== head() || (open !== undefined && open.index < open.count),
    trying(one, now) {
      buffer[markAt(one.token)] = now
        ? one.deaths === 0
          ? mark.tried
          : mark.triedTwice
        : mark.waiting;
    },
    done(token, count) {
      if (token < 0) {
        doneInBlock(token, count);
        return;
      }
      for (let i = 0, offset = token << 3; i < count; i++) {
        buffer[offset + 7] = mark.done;
        offset += frame.size(words[offset >> 2] as number);
      }
    },
    release() {
      const before = tail;
      let sequence = -1;
      while (tail !== read) {
        const position = skipWrap(tail);
        const at = (position & mask) >> 2;
        if ((words[at + 1] as number) >>> 24 !== mark.done) break;
        sequence = ((words[at + 2] as number) >>> 0) + (words[at + 3] as number) * 4_294_967_296;
        tail = (position + frame.size(words[at] as number)) >>> 0;
      }
      if (tail === before) return false;
      if (sequence >= 0) Atomics.store(counters, counter.released, BigInt(sequence + 1));
      Atomics.store(control, word.tail, tail | 0);
      // Somebody may wait there for room.
      Atomics.notify(control, word.tail);
      return true;
    },
    reached: (position) => (position - tail) >>> 0 === 0 || (tail - position) >>> 0 < 0x80000000,
    head,
    usage: () => ((head() - tail) >>> 0) / size,
  };
}
