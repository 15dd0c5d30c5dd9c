import { severityFromLevel } from '@sonde/otlp';
import type { ByteCheck } from '@sonde/redaction';
import { isRenamed, judgeLineKey } from './line-keys.js';
import { keyEntry, layout } from './line-layout.js';
import { lineModule } from './line-module.js';

/** What a run of the machine came to. */
export interface LineRun {
  /** Bytes of frames that were read. */
  read: number;
  /** Bytes that stand in {@link LineMachine.output} now. */
  wrote: number;
  records: number;
  /** Whether it stopped at a line that only the whole way can take. */
  isOdd: boolean;
}

/**
 * The code of `assembly/`, in WebAssembly: it is fast from its first line on, where JavaScript has to
 * warm up for as long as a burst takes, and it makes no garbage.
 */
export interface LineMachine {
  /** Copies frames in; returns how many bytes of them. */
  load(bytes: Uint8Array, start: number, end: number): number;
  /** The same for one line that is no frame. */
  loadLine(bytes: Uint8Array, start: number, end: number, sequence: number): void;
  /**
   * Writes lines from there on as records of a scope, until one is not ordinary or not of that signal,
   * until `room` bytes are written or `most` records. The result is the same object each time.
   */
  run(
    from: number,
    to: number,
    signal: number,
    isRing: boolean,
    room: number,
    most: number,
  ): LineRun;
  readonly output: Uint8Array;
}

/** Longer lines go the whole way: what is bounded there by length and number is short enough here. */
const MAX_LINE = 16_000;
const HEADER = 16;

type Run = (
  from: number,
  to: number,
  signal: number,
  isRing: number,
  room: number,
  most: number,
) => void;

let compiled: WebAssembly.Module | undefined;

function fill(bytes: Buffer, check: ByteCheck, lane: string): void {
  const { kinds, pairs, thirds } = check.tables;
  bytes.set(kinds, layout.kinds);
  bytes.set(new Uint8Array(pairs.buffer, pairs.byteOffset, pairs.byteLength), layout.pairs);
  bytes.set(thirds, layout.thirds);
  for (const [letter, byte] of ['""', '\\\\', '//', 'n\n', 't\t', 'r\r', 'b\b', 'f\f']) {
    const at = layout.escaped + (letter as string).charCodeAt(0);
    bytes[at] = (byte as string).charCodeAt(0);
  }
  bytes.fill(255, layout.hex, layout.hex + 256);
  for (let digit = 0; digit < 16; digit++) {
    bytes[layout.hex + digit.toString(16).charCodeAt(0)] = digit;
  }
  for (let level = 0; level < 256; level++) {
    const { number, text } = severityFromLevel(level);
    const fields = [0x10, number, 0x1a, text.length, ...Buffer.from(text)];
    bytes.set([fields.length, ...fields], layout.severities + level * 16);
  }
  for (let exponent = 0; exponent < 23; exponent++) {
    bytes.writeDoubleLE(Number(`1e${exponent}`), layout.powers + exponent * 8);
  }
  bytes.writeUInt32LE(Math.min(MAX_LINE, check.maxBytes), layout.longest);
  bytes.write(lane, layout.lane, 'latin1');
}

/**
 * @param lane what the ids of its records have in common.
 * @returns undefined where there is no WebAssembly, or no memory for it.
 */
export function createLineMachine(check: ByteCheck, lane: string): LineMachine | undefined {
  let exports: WebAssembly.Exports;
  let bytes = Buffer.alloc(0);

  const tellAllTexts = (): void => {
    bytes[layout.allTexts] = check.allTexts() ? 1 : 0;
  };

  const env = {
    judgeText(start: number, end: number): number {
      const passes = check.textPasses(bytes, start, end);
      tellAllTexts();
      if (!passes) return 0;
      // What opens a private key counts each time.
      return bytes.subarray(start, end).includes('--') ? 1 : 2;
    },
    judgeNumber: (value: number): number => (check.numberPasses(value) ? 1 : 0),
    judgeKey(start: number, end: number, entry: number): number {
      const key = judgeLineKey(check, bytes.subarray(start, end));
      bytes.set(
        [
          key.kind,
          key.inner ? 1 : 0,
          isRenamed(key) ? 1 : 0,
          key.bytes.length,
          key.inner ? key.head.length : 0,
          key.inner ? key.innerHead.length : 0,
        ],
        entry + keyEntry.kind,
      );
      let at = entry + keyEntry.letters;
      for (const part of key.inner ? [key.bytes, key.head, key.innerHead] : [key.bytes]) {
        bytes.set(part, at);
        at += part.length;
      }
      return at - entry;
    },
  };

  try {
    compiled ??= new WebAssembly.Module(Buffer.from(lineModule, 'base64'));
    ({ exports } = new WebAssembly.Instance(compiled, { env }));
    bytes = Buffer.from((exports['memory'] as WebAssembly.Memory).buffer);
  } catch {
    return undefined;
  }
  const run = exports['run'] as Run;
  fill(bytes, check, lane);
  const result: LineRun = { read: 0, wrote: 0, records: 0, isOdd: false };
  const words = new Uint32Array(bytes.buffer, layout.result, 4);

  return {
    load(from, start, end) {
      const length = Math.min(end - start, layout.inputEnd - layout.input);
      bytes.set(from.subarray(start, start + length), layout.input);
      return length;
    },
    loadLine(from, start, end, sequence) {
      bytes.fill(0, layout.input, layout.input + HEADER);
      bytes.writeUInt32LE(end - start, layout.input);
      bytes.writeUInt32LE(sequence % 4_294_967_296, layout.input + 8);
      bytes.writeUInt32LE(Math.floor(sequence / 4_294_967_296), layout.input + 12);
      if (end - start > MAX_LINE + 1) return;
      bytes.set(from.subarray(start, end), layout.input + HEADER);
    },
    run(from, to, signal, isRing, room, most) {
      tellAllTexts();
      const { input } = layout;
      run(input + from, input + to, signal, isRing ? 1 : 0, room, most);
      result.read = words[0] as number;
      result.wrote = words[1] as number;
      result.records = words[2] as number;
      result.isOdd = words[3] === 1;
      return result;
    },
    output: bytes.subarray(layout.output),
  };
}
