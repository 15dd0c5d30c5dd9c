const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function text(value: number, length: number): string {
  let rest = value;
  let result = '';
  for (let i = 0; i < length; i++) {
    result = LETTERS[rest % 32] + result;
    rest = Math.floor(rest / 32);
  }
  return result;
}

/** The part of a record's id that is its lane's: 40 random bits. */
export function newLaneUid(): string {
  // Not imported: the worker does without the megabyte that it takes there.
  const { randomBytes } = process.getBuiltinModule('node:crypto');
  return text(randomBytes(5).readUIntBE(0, 5), 8);
}

/**
 * Makes the ids that records carry as `log.record.uid`: ULIDs whose random part is the lane's uid
 * and the record's sequence. A record that is read again gets the same one.
 */
export interface RecordUid {
  of(timeMs: number, sequence: number): string;
  /** The same as 26 bytes of ASCII. */
  write(to: Uint8Array, at: number, timeMs: number, sequence: number): void;
}

const LENGTH = 26;
const LOW = LENGTH - 2;

export function createRecordUid(lane: string): RecordUid {
  const id = Buffer.from(text(0, 10) + lane + text(0, 8), 'latin1');
  let lastTime = 0;
  let lastUpper = 0;

  /** Most of an id is that of the record before. */
  function set(timeMs: number, sequence: number): void {
    if (timeMs !== lastTime) {
      lastTime = timeMs;
      const sound = timeMs >= 0 && timeMs < 2 ** 48 ? Math.floor(timeMs) : 0;
      id.write(text(sound, 10), 0, 'latin1');
    }
    const above = Math.floor(sequence / 1024);
    if (above !== lastUpper) {
      lastUpper = above;
      id.write(text(above, 6), LOW - 6, 'latin1');
    }
    const low = sequence % 1024;
    id[LOW] = LETTERS.charCodeAt(low >> 5);
    id[LOW + 1] = LETTERS.charCodeAt(low & 31);
  }

  return {
    of(timeMs, sequence) {
      set(timeMs, sequence);
      return id.toString('latin1');
    },
    write(to, at, timeMs, sequence) {
      set(timeMs, sequence);
      for (let i = 0; i < LENGTH; i++) to[at + i] = id[i] as number;
    },
  };
}
