import type { SpanWriter } from './span-writer.js';
import { writeAttribute } from './write-attribute.js';

/** Larger ones are not kept. */
const MAX_BYTES = 4096;
const MAX_ATTRIBUTES = 64;
const ATTRIBUTE = 0x4a;

/**
 * The attributes of the span that was written last, of one tracer and kind. Most of the next one's are the same: those
 * are copied, in runs, as they were written.
 */
export class SpanTemplate {
  readonly #keys: string[] = [];
  readonly #values: unknown[] = [];
  /** Bytes of each attribute. */
  readonly #sizes: number[] = [];
  readonly #bytes: Buffer = Buffer.allocUnsafeSlow(MAX_BYTES);

  #isAgain(at: number, key: string, value: unknown): boolean {
    // What is in an object may have changed.
    return key === this.#keys[at] && value === this.#values[at] && typeof value !== 'object';
  }

  #copy(w: SpanWriter, start: number, end: number): void {
    if (start === end) return;
    w.room(end - start);
    this.#bytes.copy(w.buffer, w.at, start, end);
    w.at += end - start;
  }

  /**
   * Writes a span's attributes and keeps them for the next one.
   *
   * @throws RangeError if they are more than any message may have.
   */
  write(w: SpanWriter, keys: readonly string[], values: readonly unknown[]): void {
    const first = w.at;
    let isKept = false;
    try {
      const changed = this.#write(w, keys, values);
      isKept = keys.length <= MAX_ATTRIBUTES && w.at - first <= MAX_BYTES;
      if (isKept && changed) w.buffer.copy(this.#bytes, 0, first, w.at);
    } finally {
      const length = isKept ? keys.length : 0;
      // To set a length costs, also where it is the same.
      if (length !== this.#keys.length) {
        for (const list of [this.#keys, this.#values, this.#sizes]) list.length = length;
      }
    }
  }

  /** @returns whether any is another than last time. */
  #write(w: SpanWriter, keys: readonly string[], values: readonly unknown[]): boolean {
    const { length } = keys;
    let changed = length !== this.#keys.length;
    let copied = 0;
    let offset = 0;
    for (let at = 0; at < length; at++) {
      const key = keys[at] as string;
      const value = values[at];
      const before = this.#sizes[at] ?? 0;
      if (!this.#isAgain(at, key, value)) {
        this.#copy(w, copied, offset);
        const start = w.at;
        writeAttribute(w, ATTRIBUTE, key, value);
        this.#keys[at] = key;
        this.#values[at] = value;
        this.#sizes[at] = w.at - start;
        copied = offset + before;
        changed = true;
      }
      offset += before;
    }
    this.#copy(w, copied, offset);
    return changed;
  }
}
