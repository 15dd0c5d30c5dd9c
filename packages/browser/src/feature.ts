import type { BeaconOptions } from './options.js';
import type { Attributes, PageRecord, Trace } from './page-record.js';

/** What a part of the beacon may use. */
export interface FeatureContext {
  settings: BeaconOptions;
  /** What every record from now on says of its page: session, user, route. */
  facts: Attributes;
  /** Queues a record: for the next timed request, or, if it may wait, for any request that is made. */
  enqueue(record: PageRecord, mayWait?: boolean): void;
  /** Takes back the record of a key, if it has not left yet, or one of those that it stands for. */
  takeBack(key: unknown): void;
  /** Listens, guarded, until the beacon stops; at `window` and in the capture phase by default. */
  listen(
    type: string,
    listener: (event: Event) => void,
    target?: EventTarget,
    capture?: boolean,
  ): void;
  /** Run before the last request of a page is made. */
  beforeLeaving: (() => void)[];
  /** Run for each record that is new, as it is queued. */
  onRecord: ((record: PageRecord) => void)[];
  /** Posts a body at once. Nothing: the connection was lost, or the page forbids it. */
  postBody: (body: string) => Promise<Response | undefined>;
  /** Posts a body and cares for what comes of it; replaced by the retry feature. */
  deliver: (body: string) => Promise<void>;
  /** Counts a loss. */
  drop: (reason: string, count?: number) => void;
  /** Whether this session sends more than errors; see `isSampled`. */
  sampled?: boolean;
  /** The trace that what happens now belongs to; set by the tracing feature. */
  owner?: () => Trace | undefined;
  /** The spans among the records as OTLP's `resourceSpans`; set by the tracing feature. */
  writeSpans?: (records: PageRecord[], resource: object, most: number) => object[] | undefined;
  /** Keeps a body on the device until it has arrived; set by the storage feature. */
  shelve?: (body: string, stuck: boolean) => void;
  /** Hears which route is shown; set by the page view feature. */
  onRoute?: (pattern: string | undefined) => void;
  /** Hears what the visitor decided; set by the storage feature. */
  onConsent?: (given: boolean) => void;
}

/** A part of the beacon, as this package exports them: starts to watch, and may give back how to stop. */
export type Feature = (context: FeatureContext) => (() => void) | undefined | void;
