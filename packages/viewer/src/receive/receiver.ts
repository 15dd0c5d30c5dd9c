import type { OtlpEncoding, OtlpSignal, Store } from '../store/store.js';
import { StoreError } from '../store/store.js';
import type { Forwarder } from './forwarder.js';

/** What the receivers have counted since the start. */
export interface Intake {
  received: { spans: number; logs: number; metricPoints: number };
  dropped: Record<string, number>;
}

/**
 * - `ok`: stored; `rejected` records were none
 * - `malformed`: will never be accepted
 * - `busy`: to be sent again after a second
 */
export type Receipt =
  | { outcome: 'ok'; rejected: number; message: string }
  | { outcome: 'malformed'; message: string }
  | { outcome: 'busy'; message: string };

export interface Receiver {
  readonly intake: Intake;
  accept(signal: OtlpSignal, encoding: OtlpEncoding, body: Uint8Array): Promise<Receipt>;
  drop(reason: string, count?: number): void;
}

const COUNTED = { logs: 'logs', traces: 'spans', metrics: 'metricPoints' } as const;

/** What both protocols do with a body: forward it, store it, count it. */
export function createReceiver(store: Store, forwarder: Forwarder | undefined): Receiver {
  const intake: Intake = { received: { spans: 0, logs: 0, metricPoints: 0 }, dropped: {} };

  function drop(reason: string, count = 1): void {
    if (count > 0) intake.dropped[reason] = (intake.dropped[reason] ?? 0) + count;
  }

  return {
    intake,
    drop,
    async accept(signal, encoding, body) {
      forwarder?.forward(signal, encoding, body);
      try {
        const { stored, duplicates, invalid } = await store.ingest(signal, encoding, body);
        intake.received[COUNTED[signal]] += stored + duplicates + invalid;
        drop('duplicate', duplicates);
        drop('invalid', invalid);
        const message = invalid === 0 ? '' : `${invalid} without a valid id`;
        return { outcome: 'ok', rejected: invalid, message };
      } catch (error) {
        const code = error instanceof StoreError ? error.code : 'store_failed';
        drop(code);
        const message = error instanceof Error ? error.message : 'not stored';
        return { outcome: code === 'malformed' ? 'malformed' : 'busy', message };
      }
    },
  };
}
