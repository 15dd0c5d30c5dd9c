import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

const NAME = 'cursor';
const NOFOLLOW = constants.O_NOFOLLOW ?? 0;

export function cursorPath(folder: string): string {
  return join(folder, NAME);
}

/** Records, for the next start, from which sequence on a journal was not taken care of. */
export interface JournalCursor {
  write(sequence: number): void;
  close(): void;
}

/** Never throws: a cursor that is behind makes repeats, which their ids give away. */
export function createJournalCursor(folder: string): JournalCursor {
  const bytes = Buffer.alloc(12);
  let file: number | undefined;
  return {
    write(sequence) {
      try {
        file ??= openSync(
          cursorPath(folder),
          constants.O_CREAT | constants.O_RDWR | NOFOLLOW,
          0o600,
        );
        bytes.writeDoubleLE(sequence, 0);
        bytes.writeUInt32LE(crc32(bytes.subarray(0, 8)), 8);
        writeSync(file, bytes, 0, bytes.length, 0);
      } catch {
        // The folder is not there yet, or no more.
      }
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

/** 0 if there is none, or a damaged one. */
export function readCursor(folder: string): number {
  try {
    const bytes = readFileSync(cursorPath(folder));
    const whole = bytes.length >= 12 && crc32(bytes.subarray(0, 8)) === bytes.readUInt32LE(8);
    return whole ? bytes.readDoubleLE(0) : 0;
  } catch {
    return 0;
  }
}
