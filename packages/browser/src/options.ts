import type { PageRecord } from './page-record.js';

/** What {@link start} is told. Only `endpoint` and `service` are needed. */
export interface BeaconOptions {
  /**
   * Where to post to: a path of this origin from its root, such as `/telemetry`, or a whole address.
   * Empty: `/telemetry`.
   */
  endpoint: string;
  /** `service.name` of the page's resource. Empty: `page`. */
  service: string;
  /** `service.version`: also finds the source maps. Absent: none is sent. */
  release?: string;
  /** `deployment.environment.name`. Absent: none is sent. */
  environment?: string;
  /**
   * Share of sessions, 0 to 1, that send spans, web vitals and page views; decided once a page
   * load. Errors are always sent. Default 1.
   */
  sampleRate?: number;
  /** Foreign origins that get a `traceparent` header and allow it. The own origin always does. */
  allowedOrigins?: readonly string[];
  /**
   * Sees each record before it is scrubbed and sent; may change it. `null` or `false` drops it,
   * `undefined` keeps it. A hook that throws drops the record.
   */
  beforeSend?: (record: PageRecord) => PageRecord | null | false | undefined | void;
  /** Whose session it is. Absent: `user.id` is not sent. */
  user?: { id: string };
  /**
   * Whether the visitor agreed to be measured. `false`: nothing is sent or stored before
   * `setConsent(true)`; what happens until then waits in memory. Default `true`.
   */
  consent?: boolean;
  /**
   * Whether the device may keep, in IndexedDB, what could not be sent, until the next visit.
   * Default `false`: nothing is stored.
   */
  storage?: boolean;
}

/** What is missing or empty is the default. */
export function resolveBeaconOptions(user: BeaconOptions): BeaconOptions {
  return { ...user, endpoint: user.endpoint || '/telemetry', service: user.service || 'page' };
}
