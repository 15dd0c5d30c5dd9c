import type { Output } from '../output.js';
import { logRecordToLine } from './log-record-to-line.js';
import type { FileOptions } from './output-options.js';
import { type ReadRecord, readLogBatch } from './read-log-batch.js';
import { createRotatingFile } from './rotating-file.js';
import { createSentRecords } from './sent-records.js';

/** Of one write: all of it is in the file, or none. */
const WRITE_BYTES = 1_048_576;

interface Piece {
  records: ReadRecord[];
  lines: string[];
  bytes: number;
}

/** Lines in pieces of which each has room in a file. */
function pieces(records: readonly ReadRecord[], most: number): Piece[] {
  const all: Piece[] = [];
  let piece: Piece | undefined;
  for (const one of records) {
    const line = `${logRecordToLine(one)}\n`;
    const bytes = Buffer.byteLength(line);
    if (!piece || piece.bytes + bytes > most) {
      piece = { records: [], lines: [], bytes: 0 };
      all.push(piece);
    }
    piece.records.push(one);
    piece.lines.push(line);
    piece.bytes += bytes;
  }
  return all;
}

/** Logs and errors as JSON lines in a file; what a full or broken disk does not take stays the lane's. */
export function createFileOutput(options: FileOptions): Output {
  const file = createRotatingFile(options);
  const sent = createSentRecords();
  const most = Math.min(options.maxBytes, WRITE_BYTES);

  return {
    name: options.name,
    async send({ body }) {
      let records: ReadRecord[];
      let left: Piece[];
      try {
        records = readLogBatch(body);
        left = pieces(
          records.filter(({ record }) => !sent.has(record)),
          most,
        );
      } catch {
        return { kind: 'rejected', reason: 'not readable' };
      }
      try {
        for (const piece of left) {
          file.append(Buffer.from(piece.lines.join('')));
          for (const { record } of piece.records) sent.add(record);
        }
      } catch (error) {
        return { kind: 'retryable', reason: (error as NodeJS.ErrnoException).code ?? 'write' };
      }
      for (const { record } of records) sent.forget(record);
      return { kind: 'delivered', rejected: 0 };
    },
    async close() {
      file.close();
    },
  };
}
