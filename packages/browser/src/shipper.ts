import { createRetryTimer } from './retry-timer.js';

/** Of the browser's 64 KiB for all keepalive requests of a page in flight, what we allow ourselves. */
const KEEPALIVE_BYTES = 60_000;
const MOST_WAITING = 16;
const MOST_TRIES = 12;

interface Parcel {
  body: string;
  bytes: number;
  tries: number;
}

export interface Shipper {
  /** Posts now; keeps the body and tries again where that can help. */
  send(body: string): void;
  /** Tries all that waits at once: the page is about to go. */
  hurry(): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  stop(): void;
}

/**
 * Posts bodies as `text/plain`, which needs no preflight, without cookies, by `fetch` with
 * keepalive while the budget lasts and without it past that; by `sendBeacon` where keepalive is
 * not known. 429, 5xx and a lost connection are tried again from memory, obeying Retry-After.
 */
export function createShipper(endpoint: string, onDrop: (reason: string) => void): Shipper {
  const post = window.fetch;
  const underWay = new Set<Promise<void>>();
  const waiting: Parcel[] = [];
  const timer = createRetryTimer(() => {
    const parcel = waiting.shift();
    if (parcel) launch(parcel);
  });
  let keptAlive = 0;
  let stopped = false;

  async function attempt(parcel: Parcel): Promise<void> {
    const keepalive = keptAlive + parcel.bytes <= KEEPALIVE_BYTES;
    if (keepalive) keptAlive += parcel.bytes;
    parcel.tries += 1;
    let retryAfter: string | null = null;
    try {
      const response = await post.call(window, endpoint, {
        method: 'POST',
        body: `{"sentAt":${Date.now()},${parcel.body.slice(1)}`,
        credentials: 'omit',
        keepalive,
      });
      if (response.ok) return arrived();
      if (response.status !== 429 && response.status < 500) return onDrop('refused');
      retryAfter = response.headers.get('retry-after');
    } catch {
      // The connection was lost, or something in the page forbids the request.
    } finally {
      if (keepalive) keptAlive -= parcel.bytes;
    }
    if (parcel.tries >= MOST_TRIES || stopped) return onDrop('unreachable');
    waiting.push(parcel);
    if (waiting.length > MOST_WAITING) {
      waiting.shift();
      onDrop('queue_full');
    }
    timer.failed(retryAfter);
  }

  function arrived(): void {
    timer.succeeded(waiting.length > 0);
  }

  function launch(parcel: Parcel): void {
    if (!('keepalive' in Request.prototype) && document.visibilityState === 'hidden') {
      if (navigator.sendBeacon(endpoint, parcel.body)) return;
    }
    const promise = attempt(parcel);
    underWay.add(promise);
    void promise.then(() => underWay.delete(promise));
  }

  return {
    send(body) {
      const parcel = { body, bytes: new Blob([body]).size + 32, tries: 0 };
      if (timer.isWaiting() && waiting.length < MOST_WAITING) waiting.push(parcel);
      else launch(parcel);
    },
    hurry() {
      if (!timer.isTold()) waiting.splice(0).forEach(launch);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop() {
      stopped = true;
      timer.stop();
    },
  };
}
