import type { ResolvedOptions } from './options.js';
import type { PageRecord, Urgency } from './page-record.js';

/** What a part of the beacon may use. */
export interface FeatureContext {
  options: ResolvedOptions;
  /** Whether this session sends more than errors. */
  sampled: boolean;
  add(record: PageRecord, urgency: Urgency): void;
  /** Takes back a record that has not left yet, or one of those that it stands for. */
  remove(record: PageRecord): void;
  /** Listens, guarded, in the capture phase, until the beacon stops. Absent targets are left alone. */
  listen(
    target: EventTarget | undefined,
    type: string,
    listener: (event: Event) => void,
    capture?: boolean,
  ): void;
  /** Runs when the page is being hidden, before the last request is made. */
  onHidden(listener: () => void): void;
  /** Runs for each record that is new, before it is queued. */
  onRecord(listener: (record: PageRecord) => void): void;
  /** Posts a body at once. */
  post: (body: string) => void;
  /** Counts a loss. */
  drop: (reason: string) => void;
  /** The trace that what happens now belongs to; set by the tracing feature. */
  owner: () => { traceId: string; spanId: string } | undefined;
  /** The fields of a span in OTLP; set by the tracing feature. */
  spanFields?: (record: PageRecord) => object;
  /** Takes a body that is not to be posted now; set by the retry feature. */
  mustWait?: (body: string) => boolean;
  /** Hears how a post ended, and says whether it takes care of the body; set by the retry feature. */
  answered?: (body: string, mayHelp: boolean, response: Response | undefined) => boolean;
  /** Keeps a body on the device until it has arrived; set by the storage feature. */
  shelve?: (body: string, stuck: boolean) => void;
}

/** A part of the beacon: starts to watch, and may give back how to stop. */
export type Feature = (context: FeatureContext) => (() => void) | undefined;
