import type { WireWriter } from '@sonde/otlp';
import type { ByteCheck } from '@sonde/redaction';
import { createLineMachine } from './line-machine.js';
import type { RingWindow } from './ring-frame.js';

/**
 * Writes ordinary lines as OTLP LogRecords without making objects of them: the JSON is walked once,
 * and what holds no secret is copied byte by byte.
 */
export interface LineTranscoder {
  /**
   * @param end past the last byte of the line.
   * @returns false if the line is not ordinary (an error, an odd escape, a secret, …); then nothing was
   *   written, and the line goes the whole way: parse, redact, map, encode.
   */
  write(
    bytes: Uint8Array,
    start: number,
    end: number,
    sequence: number,
    writer: WireWriter,
  ): boolean;
  /**
   * Writes as many of the lines in a row as are ordinary and of that signal.
   *
   * @param room bytes that there should be no more of, about.
   */
  stride(
    window: RingWindow,
    signal: number,
    writer: WireWriter,
    room: number,
    most: number,
  ): LineStride;
}

/** Good until the next one. */
export interface LineStride {
  /** Bytes of the window. */
  read: number;
  records: number;
  /** Whether the line after them was found to need the whole way. */
  isOdd: boolean;
}

const NONE: LineStride = { read: 0, records: 0, isOdd: false };
const HEADER = 16;

/** @param lane what the ids of its records have in common. */
export function createLineTranscoder(check: ByteCheck, lane: string): LineTranscoder {
  const machine = createLineMachine(check, lane);
  /** Frames that the machine has already: an odd line among them takes none of them away. */
  let held: { bytes: Uint8Array; position: number; length: number } | undefined;

  function take(writer: WireWriter, wrote: number): void {
    if (wrote === 0 || !machine) return;
    writer.realloc(wrote);
    writer.buf.set(machine.output.subarray(0, wrote), writer.pos);
    writer.pos += wrote;
  }

  function load(window: RingWindow): number {
    if (!machine) return 0;
    const { bytes, position, start, end } = window;
    held = { bytes, position, length: machine.load(bytes, start, end) };
    return 0;
  }

  /** Where the window begins among what is held; undefined if it does not. */
  function heldFrom({ bytes, position, start, end }: RingWindow): number | undefined {
    if (held?.bytes !== bytes) return undefined;
    const from = (position - held.position) >>> 0;
    const left = held.length - from;
    // A rest is not worth a run, unless there is no more.
    return left >= HEADER && (left > 2048 || left >= end - start) ? from : undefined;
  }

  return {
    write(bytes, start, end, sequence, writer) {
      if (!machine) return false;
      held = undefined;
      machine.loadLine(bytes, start, end, sequence);
      const { wrote, records } = machine.run(0, HEADER + end - start, 0, true, 1, 1);
      take(writer, wrote);
      return records === 1;
    },
    stride(window, signal, writer, room, most) {
      if (!machine) return NONE;
      const kept = heldFrom(window);
      let from = kept ?? load(window);
      let run = machine.run(from, held?.length ?? 0, signal, window.isRing, room, most);
      if (run.records === 0 && !run.isOdd && kept !== undefined) {
        from = load(window);
        run = machine.run(from, held?.length ?? 0, signal, window.isRing, room, most);
      }
      take(writer, run.wrote);
      return run;
    },
  };
}
