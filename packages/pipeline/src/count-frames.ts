import { BLOCK, frame, type LaneMemory, mark, word } from './lane-memory.js';
import { blockCount, blockMark } from './record-block.js';

/** How many records the ring holds that are neither delivered nor in the spool. */
export function countFrames(memory: LaneMemory): number {
  const words = new Int32Array(memory.ring);
  const bytes = Buffer.from(memory.ring);
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
    const meta = words[(offset >> 2) + 1] as number;
    if (meta >>> 24 !== mark.done) {
      if ((meta & 0xff) === BLOCK) {
        const at = offset + frame.header;
        const records = blockCount(bytes, at);
        for (let i = 0; i < records; i++) if (bytes[blockMark(at, i)] !== mark.done) count++;
      } else count++;
    }
    position = (position + frame.size(length)) >>> 0;
  }
  return count;
}
