import { crc32 } from 'node:zlib';
import type { Resource } from '@sonde/otlp';

/** What a journal's file begins with, beside its magic. */
export interface JournalHead {
  resource: Resource;
  /** What the ids of its records have in common. */
  uid: string;
}

/**
 * A record of a journal: 24 bytes and the text.
 *
 * | byte | what |
 * |---|---|
 * | 0 | `SNDJ` |
 * | 4 | CRC-32 of all that follows |
 * | 8 | length of the text |
 * | 12 | signal, shape and level, as in a frame of the ring |
 * | 16 | sequence, a 64-bit float |
 */
export interface JournalRecord {
  meta: number;
  sequence: number;
  text: string;
}

export const JOURNAL_MAGIC = 'SNDJNL01';
export const JOURNAL_HEADER = 24;
/** The head takes the form of a record with this sequence. */
export const HEAD_SEQUENCE = -1;

const RECORD_MAGIC = 0x4a_44_4e_53;

/** Writes a record into the buffer's start; returns how long it is. */
export function writeJournalRecord(buffer: Buffer, record: JournalRecord): number {
  const length = buffer.write(record.text, JOURNAL_HEADER, 'utf8');
  const end = JOURNAL_HEADER + length;
  buffer.writeUInt32LE(RECORD_MAGIC, 0);
  buffer.writeUInt32LE(length, 8);
  buffer.writeInt32LE(record.meta, 12);
  buffer.writeDoubleLE(record.sequence, 16);
  buffer.writeUInt32LE(crc32(buffer.subarray(8, end)), 4);
  return end;
}

/** Reads a journal as far as it is whole; undefined if it is none of this format. */
export function readJournal(
  bytes: Buffer,
): { head: JournalHead; records: JournalRecord[] } | undefined {
  if (bytes.toString('latin1', 0, JOURNAL_MAGIC.length) !== JOURNAL_MAGIC) return undefined;
  let head: JournalHead | undefined;
  const records: JournalRecord[] = [];
  let at = JOURNAL_MAGIC.length;
  while (at + JOURNAL_HEADER <= bytes.length) {
    const end = at + JOURNAL_HEADER + bytes.readUInt32LE(at + 8);
    if (bytes.readUInt32LE(at) !== RECORD_MAGIC || end > bytes.length) break;
    if (crc32(bytes.subarray(at + 8, end)) !== bytes.readUInt32LE(at + 4)) break;
    const sequence = bytes.readDoubleLE(at + 16);
    const text = bytes.toString('utf8', at + JOURNAL_HEADER, end);
    if (sequence === HEAD_SEQUENCE) head = JSON.parse(text) as JournalHead;
    else records.push({ meta: bytes.readInt32LE(at + 12), sequence, text });
    at = end;
  }
  return head && { head, records };
}
