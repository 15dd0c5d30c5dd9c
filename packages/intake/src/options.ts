import { type Lane, sharedLane, type Warn } from '@sonde/pipeline';

/** Bounds of what strangers may cost. */
export interface IntakeLimits {
  /** Bytes of a body as it comes. Default 65536. */
  bodyBytes: number;
  /** Bytes of a body after gzip. Default 524288. */
  inflatedBytes: number;
  /** Milliseconds that a body may take to come. Default 5000. */
  bodyTimeoutMs: number;
  /** Bodies being read and worked on at one time. Default 128. */
  concurrent: number;
  /** Requests a second of one client (an IPv4 address, an IPv6 /64), in the long run. Default 10. */
  clientPerSecond: number;
  /** Requests of one client at once. Default 50. */
  clientBurst: number;
  /** Clients remembered; the one that was silent longest is forgotten first. Default 10000. */
  clients: number;
  /** Requests a second of all clients. Default 2000; twice as many at once. */
  requestsPerSecond: number;
  /** Records a second handed to the lane. Default 2000; half as many at once. */
  recordsPerSecond: number;
  /** Bytes a second handed to the lane. Default 1048576; half as many at once. */
  bytesPerSecond: number;
  /** Milliseconds that a page's clock may be behind: records older are told as this old. Default one day. */
  oldestMs: number;
}

export interface IntakeOptions {
  /**
   * Origins of foreign pages that may post, such as `https://shop.example`. Absent: pages of the
   * same origin only, which is the `Origin` header compared with the `Host` header.
   */
  allowedOrigins?: readonly string[];
  /** Folder of source maps; see `createSourceMapStore` of `@sonde/errors`. Absent: stacks stay as they are. */
  sourcemaps?: string;
  /** The only path that is answered; others go to `next`, or get 404. Absent: every path. */
  path?: string;
  /**
   * The names (`service.name`) that your pages have. A page with another name is told as `browser`.
   * Absent: any name, a hundred different resources a day at most.
   */
  services?: readonly string[];
  limits?: Partial<IntakeLimits>;
  /**
   * Proxies of yours before this server, each of which appends to `X-Forwarded-For`. Default 0: the
   * header is a stranger's claim and is not read.
   */
  trustedProxies?: number;
  /** Where to. The thread's shared lane by default, started at the first record. */
  lane?: Lane;
}

export interface ResolvedIntakeOptions {
  allowedOrigins: ReadonlySet<string>;
  sourcemaps: string | undefined;
  path: string | undefined;
  services: ReadonlySet<string> | undefined;
  limits: IntakeLimits;
  trustedProxies: number;
  lane: () => Lane;
}

const DEFAULT_LIMITS: IntakeLimits = {
  bodyBytes: 65_536,
  inflatedBytes: 524_288,
  bodyTimeoutMs: 5_000,
  concurrent: 128,
  clientPerSecond: 10,
  clientBurst: 50,
  clients: 10_000,
  requestsPerSecond: 2_000,
  recordsPerSecond: 2_000,
  bytesPerSecond: 1_048_576,
  oldestMs: 86_400_000,
};

/** A wrong value is one warning and the default. */
export function resolveIntakeOptions(user: IntakeOptions, warn: Warn): ResolvedIntakeOptions {
  const limits = { ...DEFAULT_LIMITS };
  for (const key of Object.keys(user.limits ?? {}) as (keyof IntakeLimits)[]) {
    const value = user.limits?.[key];
    if (value === undefined) continue;
    if (!Object.hasOwn(DEFAULT_LIMITS, key)) {
      tell(warn, `limits.${key}`, `one of ${Object.keys(DEFAULT_LIMITS).join(', ')}`);
    } else if (typeof value === 'number' && value > 0) {
      limits[key] = value;
    } else {
      tell(warn, `limits.${key}`, 'a number above 0', value);
    }
  }
  const proxies = user.trustedProxies ?? 0;
  if (!Number.isInteger(proxies) || proxies < 0) {
    tell(warn, 'trustedProxies', 'a whole number, 0 or more', proxies);
  }
  return {
    allowedOrigins: new Set(
      (user.allowedOrigins ?? []).flatMap((origin) => resolveOrigin(origin, warn)),
    ),
    sourcemaps: user.sourcemaps,
    path: user.path,
    services: user.services && new Set(user.services),
    limits,
    trustedProxies: Number.isInteger(proxies) && proxies > 0 ? proxies : 0,
    lane: () => user.lane ?? sharedLane(),
  };
}

function resolveOrigin(given: string, warn: Warn): string[] {
  const origin = URL.canParse(given) ? new URL(given).origin : 'null';
  if (origin !== 'null') return [origin];
  tell(warn, 'allowedOrigins', 'an origin such as https://shop.example', given);
  return [];
}

function tell(warn: Warn, option: string, expected: string, got?: unknown): void {
  warn({
    code: 'bad_option',
    message: `intake: ${option} must be ${expected}; it is left out`,
    option,
    expected,
    got: String(got).slice(0, 40),
  });
}
