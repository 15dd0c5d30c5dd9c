import type { FeatureContext } from './feature.js';
import { sizeOf } from './write-bodies.js';

/** Of the browser's 64 KiB for all keepalive requests of a page in flight, what we allow ourselves. */
const KEEPALIVE_BYTES = 60_000;

export interface Shipper {
  /** Posts now. @param body a JSON object without its opening brace */
  send: (body: string) => void;
  /** Resolves when nothing is under way. */
  settled: () => Promise<unknown>;
}

/**
 * Posts bodies as `text/plain`, which needs no preflight, without cookies, by `fetch` with
 * keepalive while the budget lasts and without it past that. What 429, 5xx and a lost connection are
 * followed by is the retry feature's.
 */
export function createShipper(context: FeatureContext): Shipper {
  const { endpoint } = context.options;
  const post = window.fetch;
  let keptAlive = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function attempt(body: string): Promise<void> {
    const bytes = sizeOf(body) + 32;
    const keepalive = keptAlive + bytes <= KEEPALIVE_BYTES;
    const cost = keepalive ? bytes : 0;
    let response: Response | undefined;
    keptAlive += cost;
    try {
      response = await post.call(window, endpoint, {
        method: 'POST',
        body: `{"sentAt":${Date.now()},${body}`,
        credentials: 'omit',
        keepalive,
      });
    } catch {
      // The connection was lost, or something in the page forbids the request.
    }
    keptAlive -= cost;
    const status = response ? response.status : 503;
    const mayHelp = status === 429 || status >= 500;
    if (context.answered?.(body, mayHelp, response)) return;
    if (status > 299) context.drop(mayHelp ? 'unreachable' : 'refused');
  }

  return {
    send(body) {
      last = Promise.all([last, attempt(body)]);
    },
    settled: () => last,
  };
}
