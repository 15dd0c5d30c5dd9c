import type { IncomingMessage } from 'node:http';

/** Who asked, and for which host, as proxies on the way have told. */
export interface Forwarded {
  for?: string;
  host?: string;
  proto?: string;
}

const PAIR = /(?:^|[;,])\s*(for|host|proto)=(?:"((?:[^"\\]|\\.)*)"|([^;,\s]*))/gi;
/** A header that a stranger wrote is read so far. */
const MAX_CHARACTERS = 1024;

const first = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0];

/** The first value of each part of the header `Forwarded`, RFC 7239. */
function parseForwarded(header: string): Forwarded {
  const found: Forwarded = {};
  for (const [, name = '', quoted, plain] of header.slice(0, MAX_CHARACTERS).matchAll(PAIR)) {
    const key = name.toLowerCase() as keyof Forwarded;
    const value = quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1');
    if (value) found[key] ??= value;
  }
  return found;
}

/** What `Forwarded` tells, or else what `X-Forwarded-*` do. */
export function forwardedOf({ headers }: IncomingMessage): Forwarded {
  const standard = headers['forwarded'];
  const told: Forwarded = standard === undefined ? {} : parseForwarded(standard);
  if (told.host === undefined) {
    const host = first(headers['x-forwarded-host']);
    if (host) {
      told.host = host;
      const proto = first(headers['x-forwarded-proto']);
      if (proto) told.proto = proto;
      else delete told.proto;
    }
  }
  const clients = first(headers['x-forwarded-for']);
  if (told.for === undefined && clients) told.for = (clients.split(',', 1)[0] ?? '').trim();
  if (told.for !== undefined) told.for = withoutPort(told.for);
  return told;
}

function withoutPort(address: string): string {
  const name = URL.parse(`http://${address}`)?.hostname ?? address;
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}
