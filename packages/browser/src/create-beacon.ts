import type { Feature, FeatureContext } from './feature.js';
import { guard } from './guard.js';
import { listen } from './listen.js';
import { type BeaconOptions, resolveBeaconOptions } from './options.js';
import type { AttributeValue, PageRecord } from './page-record.js';
import { randomHex } from './random-hex.js';
import { recordError } from './record-error.js';
import { createRecordQueue } from './record-queue.js';
import { createShipper } from './shipper.js';
import { writeBodies } from './write-bodies.js';

const FIRST_DELAY_MS = 1_000;
const NEXT_DELAY_MS = 5_000;

/** A running beacon. */
export interface Beacon {
  /**
   * Reports an error that the page handled itself.
   *
   * @param context sent as attributes `app.<key>`: strings, numbers and booleans.
   */
  captureError(error: unknown, context?: Record<string, AttributeValue>): void;
  /** Sends what is there; resolves when the requests have been answered. Never rejects. */
  flush(): Promise<void>;
  /** Whose session it is from now on; `undefined` for nobody's. */
  setUser(user: { id: string } | undefined): void;
  /** How many records (`rate`, `queue_full`, `before_send`, `too_large`) or requests (`refused`, `unreachable`) were lost, by reason. */
  dropped(): Record<string, number>;
  /** Sends what is there and leaves the page as it was. */
  stop(): void;
}

/** Starts a beacon with just the given features; a bundler leaves the others out. */
export function createBeacon(options: BeaconOptions, features: readonly Feature[]): Beacon {
  const resolved = resolveBeaconOptions(options, document.baseURI);
  const sampled = Math.random() < resolved.sampleRate;
  const session = randomHex(16);
  const lost: Record<string, number> = {};
  const drop = (reason: string): void => {
    lost[reason] = (lost[reason] ?? 0) + 1;
  };
  const queue = createRecordQueue(drop);
  const shipper = createShipper(resolved.endpoint, drop);
  const hiddenListeners: (() => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastSent = Number.NEGATIVE_INFINITY;

  const context: FeatureContext = {
    options: resolved,
    sampled,
    owner: () => undefined,
    remove: queue.remove,
    onHidden: (listener) => void hiddenListeners.push(listener),
    add(record, urgency) {
      record.attributes['session.id'] = session;
      record.attributes['url.path'] ??= location.pathname;
      if (resolved.user) record.attributes['user.id'] = resolved.user.id;
      queue.add(record, urgency);
      if (urgency === 'soon' && timer === undefined) {
        timer = setTimeout(
          () => send(false),
          performance.now() - lastSent > NEXT_DELAY_MS ? FIRST_DELAY_MS : NEXT_DELAY_MS,
        );
      }
    },
  };

  const send = guard((hidden: boolean) => {
    clearTimeout(timer);
    timer = undefined;
    lastSent = performance.now();
    const records = queue.take(hidden).flatMap((record) => {
      const kept = judge(record);
      if (!kept) drop('before_send');
      return kept ? [kept] : [];
    });
    for (const body of writeBodies(records, resolved, sampled, drop)) shipper.send(body);
  });

  function judge(record: PageRecord): PageRecord | undefined {
    try {
      const answer = resolved.beforeSend?.(record);
      if (answer === undefined) return record;
      return answer && typeof answer === 'object' && answer.attributes ? answer : undefined;
    } catch {
      return undefined;
    }
  }

  const stops = features.map((feature) => feature(context));

  function leave(): void {
    for (const listener of hiddenListeners) listener();
    send(isHidden());
    shipper.hurry();
  }
  stops.push(
    listen(window, 'pagehide', leave),
    // Not in the capture phase: what the features learn at the same event comes first.
    listen(window, 'visibilitychange', () => isHidden() && leave(), false),
  );

  return {
    captureError: guard((error: unknown, extra?: Record<string, AttributeValue>) => {
      recordError(context, error, { mechanism: 'capture', handled: true, extra });
    }),
    async flush() {
      send(true);
      await shipper.settled();
    },
    setUser(user) {
      resolved.user = user;
    },
    dropped: () => ({ ...lost }),
    stop: guard(() => {
      for (const stop of stops.splice(0)) stop();
      send(true);
      shipper.stop();
    }),
  };
}

function isHidden(): boolean {
  return document.visibilityState === 'hidden';
}
