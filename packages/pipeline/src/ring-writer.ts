import { frame, type LaneMemory, sleep, word } from './lane-memory.js';

/** The application's side of the ring. There is one to a ring. */
export interface RingWriter {
  /** @returns false if there is no room for a record of that level. */
  write(signal: number, shape: number, level: number, text: string): boolean;
}

/** The share of the ring that a record of that level may fill; the rest is for worse news. */
function shareOf(level: number): number {
  if (level >= 50) return 1;
  if (level >= 40) return 0.95;
  if (level >= 30) return 0.9;
  return 0.75;
}

export function createRingWriter(memory: LaneMemory): RingWriter {
  const { control } = memory;
  const buffer = Buffer.from(memory.ring);
  const words = new Int32Array(memory.ring);
  const size = memory.ring.byteLength;
  const mask = size - 1;
  const napLimit = size >> 3;
  let head = Atomics.load(control, word.head) >>> 0;
  let tail = Atomics.load(control, word.tail) >>> 0;
  let sequence = 0;

  /** Whether so many bytes fit below the share, looking at the worker's progress only if needed. */
  function fits(bytes: number, share: number): boolean {
    const room = size * share - bytes;
    if ((head - tail) >>> 0 <= room) return true;
    tail = Atomics.load(control, word.tail) >>> 0;
    return (head - tail) >>> 0 <= room;
  }

  function wake(): void {
    const depth = Atomics.load(control, word.sleep);
    if (depth === sleep.awake) return;
    if (depth === sleep.nap && (head - tail) >>> 0 < napLimit) return;
    if (Atomics.compareExchange(control, word.sleep, depth, sleep.awake) === depth) {
      Atomics.notify(control, word.sleep);
    }
  }

  return {
    write(signal, shape, level, text) {
      const share = shareOf(level);
      let offset = head & mask;
      let start = head;
      // Three bytes a UTF-16 unit at most; the exact number costs a pass over the text.
      let worst = frame.size(text.length * 3);
      if (worst > size - offset || !fits(worst, share)) {
        worst = frame.size(Buffer.byteLength(text));
        const skipped = worst > size - offset ? size - offset : 0;
        if (!fits(worst + skipped, share)) return false;
        if (skipped > 0) {
          words[offset >> 2] = frame.wrap;
          start = (head + skipped) >>> 0;
          offset = 0;
        }
      }
      const length = buffer.write(text, offset + frame.header, worst - frame.header, 'utf8');
      const at = offset >> 2;
      words[at] = length;
      words[at + 1] = signal | (shape << 8) | ((level & 0xff) << 16);
      words[at + 2] = sequence | 0;
      words[at + 3] = Math.floor(sequence / 4_294_967_296);
      sequence++;
      head = (start + frame.size(length)) >>> 0;
      Atomics.store(control, word.head, head | 0);
      wake();
      return true;
    },
  };
}
