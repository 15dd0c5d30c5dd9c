import type { Lane, Ledger } from '@sonde/pipeline';

export interface Offered {
  signal: string;
  json: string;
  level: number | undefined;
}

export interface RecordingLane extends Lane {
  offered: Offered[];
  lines(): Record<string, unknown>[];
  last(): Record<string, unknown>;
}

const NONE = { accepted: 0, delivered: 0, dropped: {}, queued: 0 };

/** A lane that keeps what it is offered. */
export function recordingLane(): RecordingLane {
  const offered: Offered[] = [];
  const lines = () => offered.map(({ json }) => JSON.parse(json) as Record<string, unknown>);
  const ledger: Ledger = {
    signals: { logs: NONE, errors: NONE, traces: NONE, metrics: NONE },
    retries: 0,
    spoolBytes: 0,
  };
  return {
    offered,
    lines,
    last: () => lines().at(-1) ?? {},
    offer(signal, json, level) {
      offered.push({ signal, json, level });
      return true;
    },
    flush: async () => true,
    flushSync: () => true,
    ledger: () => ledger,
    close: async () => {},
  };
}

/** Makes a recording lane the process's shared one, as the preload's is. */
export function shareRecordingLane(): RecordingLane {
  const lane = recordingLane();
  (globalThis as { [key: symbol]: unknown })[Symbol.for('sonde.lane')] = lane;
  return lane;
}

/** A destination that keeps what is printed. */
export function recordingDestination(): { text: string; write(text: string): void } {
  return {
    text: '',
    write(text) {
      this.text += text;
    },
  };
}
