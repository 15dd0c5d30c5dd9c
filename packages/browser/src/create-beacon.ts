import type { Feature, FeatureContext } from './feature.js';
import { guard } from './guard.js';
import { type BeaconOptions, resolveBeaconOptions } from './options.js';
import type { Attributes, AttributeValue, PageRecord } from './page-record.js';
import { createPost } from './post-body.js';
import { randomHex } from './random-hex.js';
import { recordError } from './record-error.js';
import { createTokenBucket } from './token-bucket.js';
import { writeBodies } from './write-bodies.js';

const FIRST_DELAY_MS = 1_000;
const NEXT_DELAY_MS = 5_000;
const MOST_RECORDS = 300;

/** So many don't wait: a page that is left then lets too few bytes outlive it. */
const MOST_WAITING = 14;

const COUNT = 'sonde.error.count';

/** Who handed an error over. */
export type CaptureMechanism = 'capture' | 'console' | 'react' | 'vue' | 'angular' | 'worker';

/** A running beacon. */
export interface Beacon {
  /**
   * Reports an error that the page handled itself.
   *
   * @param context sent as attributes `app.<key>`: strings, numbers and booleans.
   * @param mechanism for what hands over the errors of a framework. Default `capture`.
   */
  captureError(
    error: unknown,
    context?: Record<string, AttributeValue>,
    mechanism?: CaptureMechanism,
  ): void;
  /** Sends what is there; resolves when the requests have been answered. Never rejects. */
  flush(): Promise<void>;
  /** Whose session it is from now on; `undefined` for nobody's. */
  setUser(user: { id: string } | undefined): void;
  /**
   * The route that the page shows, such as `/cart/:id`: `url.template` of all that follows.
   * `undefined` for none.
   */
  setRoute(route: string | undefined): void;
  /** Whether the visitor agrees to be measured. `false` forgets what was not sent. */
  setConsent(given: boolean): void;
  /**
   * How many records (`rate`, `queue_full`, `before_send`, `too_large`, `consent`) or
   * requests (`refused`, `unreachable`) were lost, by reason.
   */
  dropped(): Record<string, number>;
  /** Sends what is there and leaves the page as it was. */
  stop(): void;
}

/** Starts a beacon with just the given features; a bundler leaves the others out. */
export function createBeacon(given: BeaconOptions, features: readonly Feature[]): Beacon {
  const settings = resolveBeaconOptions(given);
  const facts: Attributes = { 'session.id': randomHex(16), 'user.id': settings.user?.id };
  const lost: Record<string, number> = {};
  const queue = new Map<unknown, PageRecord>();
  const mayAdd = createTokenBucket(500, 120);
  const running = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = FIRST_DELAY_MS;
  let settled: Promise<unknown> | undefined;

  const context: FeatureContext = {
    settings,
    facts,
    beforeLeaving: [],
    onRecord: [],
    postBody: createPost(settings.endpoint),
    drop(reason, count = 1) {
      lost[reason] = (lost[reason] ?? 0) + count;
    },
    listen(type, listener, target = window, capture = true) {
      target.addEventListener(type, guard(listener), { capture, signal: running.signal });
    },
    enqueue(record, mayWait) {
      const key = record.key ?? record;
      const same = queue.get(key);
      record.attributes = { 'url.path': location.pathname, ...facts, ...record.attributes };
      if (same) addCount(same, 1);
      else if (queue.size >= MOST_RECORDS) context.drop('queue_full');
      else if (record.key && !mayAdd()) context.drop('rate');
      else {
        queue.set(key, record);
        for (const listener of context.onRecord) listener(record);
      }
      if (queue.size >= MOST_WAITING) send();
      else if (!mayWait) timer ??= setTimeout(send, delay);
    },
    takeBack(key) {
      const waiting = queue.get(key);
      if (waiting && !addCount(waiting, -1)) queue.delete(key);
    },
    async deliver(body) {
      const response = await context.postBody(body);
      if (!response?.ok) context.drop(response ? 'refused' : 'unreachable');
    },
  };

  const send = guard(() => {
    timer = undefined;
    if (settings.consent === false) return;
    delay = NEXT_DELAY_MS;
    const records = [...queue.values()].flatMap((record) => {
      try {
        const answer = settings.beforeSend?.(record);
        if (answer === undefined) return record;
        if (answer) return answer;
      } catch {
        // A hook that fails drops the record.
      }
      context.drop('before_send');
      return [];
    });
    queue.clear();
    if (!records[0]) return;
    for (const body of writeBodies(records, context)) {
      settled = Promise.all([settled, context.deliver(body)]);
    }
  });

  /** What may wait goes with what must not, or when everything is to leave. */
  const leave = guard((all: boolean) => {
    for (const listener of context.beforeLeaving) listener();
    if (all || timer) send();
  });

  const stops = features.map((feature) => feature(context));
  // Not in the capture phase: what the features learn at the same event comes first. `pagehide` comes
  // before the page is hidden, and the vitals' last values come when it is.
  for (const type of ['pagehide', 'visibilitychange']) {
    context.listen(type, () => leave(document.hidden), window, false);
  }

  return {
    captureError: guard((error, extra, mechanism = 'capture') => {
      const attributes: Attributes = {};
      for (const key in extra) attributes[`app.${key}`] = extra[key];
      recordError(context, error, mechanism, undefined, attributes);
    }),
    async flush() {
      leave(true);
      await settled;
    },
    setUser(user) {
      facts['user.id'] = user?.id;
    },
    setRoute(pattern) {
      facts['url.template'] = pattern;
      context.onRoute?.(pattern);
    },
    setConsent(agreed) {
      settings.consent = agreed;
      context.onConsent?.(agreed);
      if (agreed) return send();
      context.drop('consent', queue.size);
      queue.clear();
    },
    dropped: () => lost,
    stop: guard(() => {
      stops.forEach((stop) => stop?.());
      running.abort();
      leave(true);
    }),
  };
}

function addCount({ attributes }: PageRecord, more: number): number {
  return (attributes[COUNT] = ((attributes[COUNT] as number | undefined) ?? 1) + more);
}
