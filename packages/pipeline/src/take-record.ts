import type { ByteCheck } from '@sonde/redaction';
import type { Batcher } from './batcher.js';
import { createIdentifier } from './identify-record.js';
import { ENCODED } from './lane-memory.js';
import { lineScope, type RecordMapper } from './map-record.js';
import { createRecordUid } from './record-uid.js';
import { frameText, type RingFrame } from './ring-reader.js';
import { createLineTranscoder } from './transcode-line.js';

/** Brings records of the ring into batches, each the shortest way that it allows. */
export interface RecordTaker {
  /** @throws if it is no record; then nothing of it is kept. */
  take(frame: RingFrame, batcher: Batcher): void;
}

const LINE = 0;

/** @param uid of the lane whose records these are. */
export function createRecordTaker(
  mapper: RecordMapper,
  check: ByteCheck,
  uid: string,
): RecordTaker {
  const uids = createRecordUid(uid);
  const identify = createIdentifier(uids);
  const transcoder = createLineTranscoder(check, uids);

  return {
    take(frame, batcher) {
      const { signal, shape, bytes, start, end, sequence, token } = frame;
      if (shape === ENCODED) {
        batcher.add(mapper.mapSpan(bytes.subarray(start, end)), signal, token);
        return;
      }
      if (shape === LINE && signal < 2) {
        const writer = batcher.writer(signal, lineScope);
        if (transcoder.write(bytes, start, end, sequence, writer)) {
          batcher.written(signal, token);
          return;
        }
      }
      const record = mapper.map(signal, shape !== LINE, frameText(frame));
      if (signal < 2) identify(record, sequence);
      batcher.add(record, signal, token);
    },
  };
}
