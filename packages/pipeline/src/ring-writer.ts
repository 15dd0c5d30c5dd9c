import { laneLimits } from './lane-limits.js';
import { BLOCK, frame, type LaneMemory, sleep, word } from './lane-memory.js';
import { createRecordBlock } from './record-block.js';
import { createTurnPatience } from './turn-patience.js';

/** The application's side of the ring. There is one to a ring. */
export interface RingWriter {
  /** @returns false if there is no room for a record of that level. */
  write(signal: number, shape: number, level: number, record: string | Buffer): boolean;
  /**
   * Moves into the ring what waits in an open block.
   *
   * @returns false if there is no room for it now.
   */
  seal(): boolean;
  /** Records in the open block. */
  unsealed(): number;
  /** Of the next record. */
  sequence(): number;
}

export interface RingWriterOptions {
  /**
   * Whether a filling ring may take records in compressed blocks, and so several times as many.
   * Without it each record stands in the ring by itself, in the order of its sequence.
   */
  pack: boolean;
  /** Of one call in a full ring; without it, a few milliseconds, and a few a turn of the event loop. */
  waitMs?: number;
  /** Called when a block was opened that nobody may come to fill. */
  opened?: () => void;
}

/** The share of the ring that a record of that level may fill; the rest is for worse news. */
function shareOf(level: number): number {
  if (level >= 50) return 1;
  if (level >= 40) return 0.95;
  if (level >= 30) return 0.9;
  return 0.75;
}

/** What may gather in the ring while the worker naps. */
const NAP_SHARE = 0.125;

export function createRingWriter(memory: LaneMemory, options: RingWriterOptions): RingWriter {
  const { control } = memory;
  const buffer = Buffer.from(memory.ring);
  const words = new Int32Array(memory.ring);
  const size = memory.ring.byteLength;
  const mask = size - 1;
  const packFrom = options.pack ? size * laneLimits.packShare : Number.POSITIVE_INFINITY;
  const patience = createTurnPatience(options.waitMs !== undefined);
  const block = createRecordBlock();
  let head = Atomics.load(control, word.head) >>> 0;
  let tail = Atomics.load(control, word.tail) >>> 0;
  let sequence = 0;

  const used = (): number => (head - tail) >>> 0;

  /** Whether so many bytes fit below the share, looking at the worker's progress only if needed. */
  function fits(bytes: number, share: number): boolean {
    const room = size * share - bytes;
    if (used() <= room) return true;
    tail = Atomics.load(control, word.tail) >>> 0;
    return used() <= room;
  }

  function wake(): void {
    const depth = Atomics.load(control, word.sleep);
    if (depth === sleep.awake) return;
    // A tail that is known from before would make every record of a ring once filled wake the worker.
    if (depth === sleep.nap && fits(0, NAP_SHARE)) return;
    if (Atomics.compareExchange(control, word.sleep, depth, sleep.awake) === depth) {
      Atomics.notify(control, word.sleep);
    }
  }

  /** Makes place for a frame of so many bytes at most; returns where its text is to stand. */
  function open(bytes: number): number {
    const offset = head & mask;
    if (bytes <= size - offset) return offset + frame.header;
    words[offset >> 2] = frame.wrap;
    head = (head + size - offset) >>> 0;
    return frame.header;
  }

  /** Puts the header before the text that was written there, and shows the frame to the worker. */
  function publish(text: number, length: number, meta: number, first: number): void {
    const at = (text - frame.header) >> 2;
    words[at] = length;
    words[at + 1] = meta;
    words[at + 2] = first | 0;
    words[at + 3] = Math.floor(first / 4_294_967_296);
    head = (head + frame.size(length)) >>> 0;
    Atomics.store(control, word.head, head | 0);
    wake();
  }

  /** With what is lost at the ring's end, if the frame has to start at its beginning. */
  function cost(bytes: number): number {
    const left = size - (head & mask);
    return bytes > left ? bytes + left : bytes;
  }

  /**
   * Copies a record into shared memory. Its last byte by itself: what is whole, `Buffer.copy` hands to `set`, which
   * goes byte by byte where memory is shared.
   */
  function copyIn(record: Buffer, at: number): void {
    const last = record.length - 1;
    if (last < 0) return;
    record.copy(buffer, at, 0, last);
    buffer[at + last] = record[last] as number;
  }

  function direct(meta: number, record: string | Buffer, share: number): boolean {
    if (typeof record !== 'string') {
      const { length } = record;
      if (!fits(cost(frame.size(length)), share)) return false;
      const at = open(frame.size(length));
      copyIn(record, at);
      publish(at, length, meta, sequence++);
      return true;
    }
    const text = record;
    // Three bytes a UTF-16 unit at most; the exact number costs a pass over the text.
    let bytes = frame.size(text.length * 3);
    if (bytes > size - (head & mask) || !fits(bytes, share)) {
      bytes = frame.size(Buffer.byteLength(text));
      if (!fits(cost(bytes), share)) return false;
    }
    const at = open(bytes);
    publish(at, buffer.write(text, at, bytes - frame.header, 'utf8'), meta, sequence++);
    return true;
  }

  function seal(): boolean {
    if (block.count() === 0) return true;
    const packed = block.packed();
    const bytes = frame.size(packed.length);
    if (!fits(cost(bytes), shareOf(30))) return false;
    const at = open(bytes);
    copyIn(packed, at);
    publish(at, packed.length, BLOCK | (30 << 16), block.first());
    block.clear();
    return true;
  }

  function pack(meta: number, record: string | Buffer, level: number): boolean {
    // What is unimportant does not take the last of the room in this way either.
    if (level < 30 && !fits(0, shareOf(level))) return false;
    if (!block.add(meta, sequence, record) && !(seal() && block.add(meta, sequence, record))) {
      return false;
    }
    sequence++;
    if (block.count() === 1) options.opened?.();
    return true;
  }

  function once(meta: number, record: string | Buffer, level: number): boolean {
    const crowded = used() > packFrom && !fits(0, laneLimits.packShare);
    if (crowded && level < 40 && pack(meta, record, level)) return true;
    if (direct(meta, record, shareOf(level))) return true;
    return options.pack && level >= 40 && pack(meta, record, level);
  }

  return {
    write(signal, shape, level, record) {
      const meta = signal | (shape << 8) | ((level & 0xff) << 16);
      if (once(meta, record, level)) return true;
      if (level < 30) return false;
      const most = options.waitMs ?? laneLimits.waitSliceMs;
      for (let spent = 0; spent < most; ) {
        const before = Atomics.load(control, word.tail);
        wake();
        const waited = patience.wait(control, word.tail, before, most - spent);
        if (waited === 0) return false;
        spent += waited;
        if (once(meta, record, level)) return true;
      }
      return false;
    },
    seal,
    unsealed: () => block.count(),
    sequence: () => sequence,
  };
}
