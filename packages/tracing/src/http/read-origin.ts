/** Where a call goes, apart from its path. */
export interface Origin {
  address: string;
  port: number | undefined;
  scheme: string;
  /** Without a slash at its end. */
  href: string;
}

/** A service calls few places; one that calls many must not fill memory. */
const MAX_ORIGINS = 500;

const usualPorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** Reads an origin, and keeps what it read. */
export function createOriginReader(): (origin: string | URL) => Origin {
  const known = new Map<string, Origin>();
  return (origin) => {
    const text = typeof origin === 'string' ? origin : origin.origin;
    let found = known.get(text);
    if (found === undefined) {
      const url = new URL(text);
      const scheme = url.protocol.slice(0, -1);
      found = {
        address: url.hostname,
        port: Number(url.port) || usualPorts[scheme],
        scheme,
        href: url.origin,
      };
      if (known.size < MAX_ORIGINS) known.set(text, found);
    }
    return found;
  };
}
