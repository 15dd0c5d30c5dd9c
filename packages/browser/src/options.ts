import type { PageRecord } from './page-record.js';

/** What {@link start} is told. Only `endpoint` and `service` are needed. */
export interface BeaconOptions {
  /** Where to post to: a path of this origin, such as `/telemetry`, or a whole address. */
  endpoint: string;
  /** `service.name` of the page's resource. */
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
}

export interface ResolvedOptions {
  endpoint: string;
  service: string;
  release: string | undefined;
  environment: string | undefined;
  sampleRate: number;
  allowedOrigins: readonly string[];
  beforeSend: BeaconOptions['beforeSend'];
  user: { id: string } | undefined;
}

/** Never throws: a wrong value is the default. `base` is the address relative ones stand on. */
export function resolveBeaconOptions(user: BeaconOptions, base: string): ResolvedOptions {
  const rate = user.sampleRate ?? 1;
  return {
    endpoint: new URL(user.endpoint || '/telemetry', base).href,
    service: user.service || 'page',
    release: user.release,
    environment: user.environment,
    sampleRate: rate >= 0 && rate <= 1 ? rate : 1,
    allowedOrigins: Array.isArray(user.allowedOrigins) ? user.allowedOrigins : [],
    beforeSend: typeof user.beforeSend === 'function' ? user.beforeSend : undefined,
    user: user.user,
  };
}
