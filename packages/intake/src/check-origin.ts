import type { IncomingMessage } from 'node:http';

/**
 * `same`: a page of this very host. `foreign`: a page of a listed origin, which is the value that
 * may be answered. Nothing: neither, or it can't be told.
 */
export type OriginVerdict = { kind: 'same' } | { kind: 'foreign'; origin: string } | undefined;

/** Who may post, by the `Origin` header that every browser sends with a POST. */
export function checkOrigin(
  request: IncomingMessage,
  allowed: ReadonlySet<string>,
  trustedProxies: number,
): OriginVerdict {
  const { origin } = request.headers;
  const host = request.headers.host ?? request.headers[':authority'];
  if (origin === undefined) {
    return request.headers['sec-fetch-site'] === 'same-origin' ? { kind: 'same' } : undefined;
  }
  if (allowed.has(origin)) return { kind: 'foreign', origin };
  const public_ = trustedProxies > 0 ? request.headers['x-forwarded-host'] : undefined;
  const own = typeof public_ === 'string' ? public_ : host;
  // Without the scheme: a proxy before us may have ended TLS.
  return own && /^https?:\/\/(.+)$/.exec(origin)?.[1] === own ? { kind: 'same' } : undefined;
}
