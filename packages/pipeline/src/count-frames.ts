import { frame, type LaneMemory, word } from './lane-memory.js';

/** How many records the ring holds that are neither delivered nor in the spool. */
export function countFrames(memory: LaneMemory): number {
  const words = new Int32Array(memory.ring);
  const size = memory.ring.byteLength;
  const head = Atomics.load(memory.control, word.head) >>> 0;
  let position = Atomics.load(memory.control, word.tail) >>> 0;
  let count = 0;
  while (position !== head) {
    const offset = position & (size - 1);
    const length = words[offset >> 2] as number;
    if (length === frame.wrap) {
      position = (position + size - offset) >>> 0;
      continue;
    }
    const done = (words[(offset >> 2) + 1] as number) >>> 24;
    if (done === 0) count++;
    position = (position + frame.size(length)) >>> 0;
  }
  return count;
}
