import type { ResolvedOptions } from './options.js';
import type { PageRecord, Urgency } from './page-record.js';

/** What a part of the beacon may use. */
export interface FeatureContext {
  options: ResolvedOptions;
  /** Whether this session sends more than errors. */
  sampled: boolean;
  add(record: PageRecord, urgency: Urgency): void;
  /** Takes back a record that has not left yet. */
  remove(record: PageRecord): void;
  /** Runs when the page is being hidden, before the last request is made. */
  onHidden(listener: () => void): void;
  /** The trace that what happens now belongs to; set by the tracing feature. */
  owner: () => { traceId: string; spanId: string } | undefined;
}

/** A part of the beacon: starts to watch, and gives back how to stop. */
export type Feature = (context: FeatureContext) => () => void;
