import { frame, type LaneMemory, word } from './lane-memory.js';

/** One record as it lies in the ring. */
export interface RingFrame {
  /** Names the frame for {@link RingReader.done}. */
  offset: number;
  signal: number;
  shape: number;
  level: number;
  text: string;
}

/**
 * The worker's side of the ring. What was read stays in the ring until it is done with, so that
 * the worker after a dead one reads it again.
 */
export interface RingReader {
  next(): RingFrame | undefined;
  /** Whether there is more to read. */
  pending(): boolean;
  done(offset: number): void;
  /** Frees what is done with, up to the first frame that isn't. */
  release(): void;
  /** Whether all that was written before `position` is done with. */
  reached(position: number): boolean;
  /** The producer's position now. */
  head(): number;
  /** Share of the ring in use, 0 to 1. */
  usage(): number;
}

export function createRingReader(memory: LaneMemory): RingReader {
  const { control } = memory;
  const buffer = Buffer.from(memory.ring);
  const words = new Int32Array(memory.ring);
  const size = memory.ring.byteLength;
  const mask = size - 1;
  let tail = Atomics.load(control, word.tail) >>> 0;
  let read = tail;

  const head = (): number => Atomics.load(control, word.head) >>> 0;

  /** Past a wrap mark, if there is one. */
  function skipWrap(position: number): number {
    const offset = position & mask;
    return words[offset >> 2] === frame.wrap ? (position + size - offset) >>> 0 : position;
  }

  return {
    next() {
      const end = head();
      while (read !== end) {
        read = skipWrap(read);
        const offset = read & mask;
        const at = offset >> 2;
        const length = words[at] as number;
        const meta = words[at + 1] as number;
        read = (read + frame.size(length)) >>> 0;
        if (meta >>> 24 !== 0) continue;
        return {
          offset,
          signal: meta & 0xff,
          shape: (meta >>> 8) & 0xff,
          level: (meta >>> 16) & 0xff,
          text: buffer.toString('utf8', offset + frame.header, offset + frame.header + length),
        };
      }
      return undefined;
    },
    pending: () => read !== head(),
    done(offset) {
      buffer[offset + 7] = 1;
    },
    release() {
      const before = tail;
      while (tail !== read) {
        const position = skipWrap(tail);
        const at = (position & mask) >> 2;
        if ((words[at + 1] as number) >>> 24 === 0) break;
        tail = (position + frame.size(words[at] as number)) >>> 0;
      }
      if (tail !== before) Atomics.store(control, word.tail, tail | 0);
    },
    reached: (position) => (position - tail) >>> 0 === 0 || (tail - position) >>> 0 < 0x80000000,
    head,
    usage: () => ((head() - tail) >>> 0) / size,
  };
}
