/** Of the browser's 64 KiB for all keepalive requests of a page in flight, what we allow ourselves. */
const KEEPALIVE_BYTES = 60_000;

/**
 * Posts bodies as `text/plain`, which needs no preflight, without cookies, by `fetch` with
 * keepalive while the budget lasts and without it past that. Never rejects.
 */
export function createPost(endpoint: string): (body: string) => Promise<Response | undefined> {
  // As it was before anybody watched it, ourselves among them.
  // oxlint-disable-next-line typescript/unbound-method -- called on nothing, it is the window's
  const { fetch } = window;
  let keptAlive = 0;
  return async (body) => {
    const bytes = new Blob([body]).size;
    const cost = keptAlive + bytes < KEEPALIVE_BYTES ? bytes : 0;
    keptAlive += cost;
    try {
      return await fetch(endpoint, {
        method: 'POST',
        body,
        credentials: 'omit',
        keepalive: cost > 0,
      });
    } catch {
      // The connection was lost, or the page forbids it.
    } finally {
      keptAlive -= cost;
    }
    return undefined;
  };
}
