import type { ByteCheck } from '@sonde/redaction';
import type { Batcher } from './batcher.js';
import { createIdentifier } from './identify-record.js';
import { ENCODED } from './lane-memory.js';
import { lineScope, type RecordMapper } from './map-record.js';
import { createRecordUid } from './record-uid.js';
import { frameText, type RingFrame } from './ring-frame.js';
import type { RingReader } from './ring-reader.js';
import { createLineTranscoder } from './transcode-line.js';

/** Brings records of the ring into batches, each the shortest way that it allows. */
export interface RecordTaker {
  /** @throws if it is no record; then nothing of it is kept. */
  take(frame: RingFrame, batcher: Batcher): void;
  /** The same for as many ordinary lines as come next, at once. @returns how many they were. */
  takeLines(ring: RingReader, batcher: Batcher): number;
}

const LINE = 0;

/** @param uid of the lane whose records these are. */
export function createRecordTaker(
  mapper: RecordMapper,
  check: ByteCheck,
  uid: string,
): RecordTaker {
  const identify = createIdentifier(createRecordUid(uid));
  const transcoder = createLineTranscoder(check, uid);
  /** Whether the next line is known to need the whole way. */
  let isOdd = false;

  return {
    take(frame, batcher) {
      const { signal, shape, bytes, start, end, sequence, token } = frame;
      if (shape === ENCODED) {
        batcher.add(mapper.mapSpan(bytes, start, end), signal, token);
        return;
      }
      const wasOdd = isOdd;
      isOdd = false;
      if (shape === LINE && signal < 2 && !wasOdd) {
        const writer = batcher.writer(signal, lineScope);
        if (transcoder.write(bytes, start, end, sequence, writer)) {
          batcher.written(signal, token, 1);
          return;
        }
      }
      const record = mapper.map(signal, shape !== LINE, frameText(frame));
      if (signal < 2) identify(record, sequence);
      batcher.add(record, signal, token);
    },
    takeLines(ring, batcher) {
      const window = ring.window();
      if (!window || window.signal > 1) return 0;
      const { signal } = window;
      const writer = batcher.writer(signal, lineScope);
      const room = batcher.room(signal);
      const stride = transcoder.stride(window, signal, writer, room.bytes, room.records);
      isOdd = stride.isOdd;
      if (stride.records > 0) {
        const token = ring.pass(stride.read, stride.records);
        batcher.written(signal, token, stride.records);
      }
      return stride.records;
    },
  };
}
