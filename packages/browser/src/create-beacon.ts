import type { Feature, FeatureContext } from './feature.js';
import { guard } from './guard.js';
import { type BeaconOptions, resolveBeaconOptions } from './options.js';
import type { AttributeValue, PageRecord } from './page-record.js';
import { randomHex } from './random-hex.js';
import { recordError } from './record-error.js';
import { createRecordQueue } from './record-queue.js';
import { createShipper } from './shipper.js';
import { writeBodies } from './write-bodies.js';

const FIRST_DELAY_MS = 1_000;
const NEXT_DELAY_MS = 5_000;

/** So many new records don't wait: a page that is left then lets too few bytes outlive it. */
const MOST_WAITING = 14;

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
  /** How many records (`rate`, `queue_full`, `before_send`, `too_large`, `consent`) or requests (`refused`, `unreachable`) were lost, by reason. */
  dropped(): Record<string, number>;
  /** Sends what is there and leaves the page as it was. */
  stop(): void;
}

/** Starts a beacon with just the given features; a bundler leaves the others out. */
export function createBeacon(given: BeaconOptions, features: readonly Feature[]): Beacon {
  const options = resolveBeaconOptions(given, document.baseURI);
  const session = randomHex(16);
  const lost: Record<string, number> = {};
  const drop = (reason: string): void => {
    lost[reason] = (lost[reason] ?? 0) + 1;
  };
  const queue = createRecordQueue(drop);
  const stops: (() => void)[] = [];
  const onHidden: (() => void)[] = [];
  const onRecord: ((record: PageRecord) => void)[] = [];
  let consent = options.consent !== false;
  let route: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastSent = -NEXT_DELAY_MS;
  let waiting = 0;

  const context: FeatureContext = {
    options,
    sampled: !(Math.random() >= (options.sampleRate ?? 1)),
    owner: () => undefined,
    remove: queue.remove,
    listen(target, type, listener, capture = true) {
      const guarded = guard(listener);
      target?.addEventListener(type, guarded, capture);
      stops.push(() => target?.removeEventListener(type, guarded, capture));
    },
    onHidden: (listener) => void onHidden.push(listener),
    onRecord: (listener) => void onRecord.push(listener),
    post: (body) => shipper.send(body),
    drop,
    add(record, urgency) {
      const { attributes } = record;
      attributes['session.id'] = session;
      attributes['url.path'] ??= location.pathname;
      if (route) attributes['url.template'] = route;
      if (options.user) attributes['user.id'] = options.user.id;
      const isNew = queue.add(record, urgency);
      if (isNew) for (const listener of onRecord) listener(record);
      if (urgency !== 'soon') return;
      if (isNew && (waiting += 1) >= MOST_WAITING) send();
      else if (timer === undefined) {
        timer = setTimeout(
          send,
          performance.now() - lastSent > NEXT_DELAY_MS ? FIRST_DELAY_MS : NEXT_DELAY_MS,
        );
      }
    },
  };
  const shipper = createShipper(context);

  const send = guard((hidden?: boolean) => {
    clearTimeout(timer);
    timer = undefined;
    if (!consent) return;
    lastSent = performance.now();
    waiting = 0;
    for (const body of writeBodies(queue.take(hidden === true), context)) {
      if (!context.mustWait?.(body)) shipper.send(body);
    }
  });

  function leave(): void {
    for (const listener of onHidden) listener();
    send(isHidden());
  }

  for (const feature of features) stops.push(feature(context) ?? (() => {}));
  context.listen(window, 'pagehide', leave);
  // Not in the capture phase: what the features learn at the same event comes first.
  context.listen(window, 'visibilitychange', () => isHidden() && leave(), false);

  return {
    captureError: guard((error, extra, mechanism = 'capture') => {
      const attributes: Record<string, AttributeValue> = {};
      for (const key in extra) attributes[`app.${key}`] = extra[key]!;
      recordError(context, error, mechanism, { handled: true, attributes });
    }),
    async flush() {
      send(true);
      await shipper.settled();
    },
    setUser(user) {
      options.user = user!;
    },
    setRoute(pattern) {
      route = pattern;
    },
    setConsent(agreed) {
      consent = agreed;
      if (agreed) send();
      else for (const _ of queue.take(true)) drop('consent');
    },
    dropped: () => ({ ...lost }),
    stop: guard(() => {
      for (const stop of stops.splice(0)) stop();
      send(true);
    }),
  };
}

function isHidden(): boolean {
  return document.visibilityState === 'hidden';
}
