import type { Metrics } from '@sonde/metrics';
import type { Lane } from '@sonde/pipeline';
import type { Tracing } from '@sonde/tracing';

/** What runs, one a thread. */
export interface Started {
  lane?: Lane;
  tracing?: Tracing;
  metrics?: Metrics;
  service?: string;
  /** The rooms that could not be started, and why. */
  failed: Record<string, string>;
  /** Stops everything, last started first. */
  stop(): Promise<void>;
}

const STARTED = Symbol.for('sonde.node');

const holder = globalThis as { [STARTED]?: Started };

/** What the preload has started in this thread; undefined without it. */
export function started(): Started | undefined {
  return holder[STARTED];
}

export function setStarted(value: Started | undefined): void {
  if (value) holder[STARTED] = value;
  else delete holder[STARTED];
}
