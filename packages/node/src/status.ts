import type { Ledger } from '@sonde/pipeline';
import type { InstrumentationStatus } from '@sonde/tracing';
import { started } from './started.js';

/** What the preload does in this thread. */
export interface Status {
  /** Whether the preload has started. */
  running: boolean;
  node: string;
  pid: number;
  /** Absent if it could not be found out. */
  service?: string;
  /** Accepted, delivered, dropped and queued records, by signal. */
  ledger?: Ledger;
  /** What became of each instrumentation; empty without tracing. */
  instrumentations: InstrumentationStatus[];
  /** Where `/metrics` is served; absent if it is not. */
  metricsAddress?: string;
  /** Parts that could not be started, and why. */
  failed: Record<string, string>;
}

/** Tells what runs, for `sonde doctor` and for health checks. Never throws. */
export function status(): Status {
  const running = started();
  const told: Status = {
    running: running !== undefined,
    node: process.versions.node,
    pid: process.pid,
    instrumentations: running?.tracing?.status() ?? [],
    failed: { ...running?.failed },
  };
  if (running?.service !== undefined) told.service = running.service;
  if (running?.lane) told.ledger = running.lane.ledger();
  const address = running?.metrics?.address;
  if (address !== undefined) told.metricsAddress = address;
  return told;
}
