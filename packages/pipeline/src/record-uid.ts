import { randomBytes } from 'node:crypto';

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
  return text(randomBytes(5).readUIntBE(0, 5), 8);
}

/**
 * Makes the ids that records carry as `log.record.uid`: ULIDs whose random part is the lane's uid
 * and the record's sequence. A record that is read again gets the same one.
 */
export function createRecordUid(lane: string): (timeMs: number, sequence: number) => string {
  let lastTime = -1;
  let time = '';
  let lastUpper = -1;
  let upper = '';

  return (timeMs, sequence) => {
    if (timeMs !== lastTime) {
      lastTime = timeMs;
      const sound = timeMs >= 0 && timeMs < 2 ** 48 ? Math.floor(timeMs) : 0;
      time = text(sound, 10);
    }
    const above = Math.floor(sequence / 1024);
    if (above !== lastUpper) {
      lastUpper = above;
      upper = text(above, 6);
    }
    const low = sequence % 1024;
    return time + lane + upper + LETTERS[low >> 5] + LETTERS[low & 31];
  };
}
