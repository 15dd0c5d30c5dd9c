import { isIP } from 'node:net';

/** Which baggage a call may carry. */
export interface BaggageRules {
  /** Whether this host is of the own network, or named. */
  mayGoTo(host: string): boolean;
  /** What of the header's value may leave at all; undefined: nothing. */
  kept(header: string): string | undefined;
  /** The value of the header for a call to this host; undefined: none. */
  allowed(header: string, host: string): string | undefined;
}

/** Hosts whose judgement is kept. */
const MAX_JUDGED = 1000;
const OWN_SUFFIXES = ['.localhost', '.local', '.internal', '.svc', '.cluster.local'];
/** Loopback and the networks that nobody routes, RFC 1918, 3927, 4193 and 6598. */
const OWN_ADDRESS =
  /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd][0-9a-f]{2}:|fe80:)/i;

function isOwn(host: string): boolean {
  if (isIP(host) !== 0) return OWN_ADDRESS.test(host);
  // A name without a dot is resolved within the own network.
  return !host.includes('.') || OWN_SUFFIXES.some((suffix) => host.endsWith(suffix));
}

/**
 * Baggage holds what somebody has said of a user or an order, so it goes to hosts of the own network
 * and to those that are named, and nowhere else.
 *
 * @param hosts names, or `.example.com` for all below it; `*` for every host.
 * @param keys that may leave; undefined: all.
 */
export function createBaggageRules(
  hosts: readonly string[],
  keys: readonly string[] | undefined,
): BaggageRules {
  const named = hosts.map((host) => host.toLowerCase());
  const kept = keys && new Set(keys);

  function judge(given: string): boolean {
    const host = given.toLowerCase().replace(/^\[|\]$|\.$/g, '');
    if (isOwn(host) || named.includes('*')) return true;
    return named.some((one) => host === one || (one.startsWith('.') && host.endsWith(one)));
  }

  /** Calls go to the same hosts again and again. */
  const judged = new Map<string, boolean>();
  /** Its text is a new one in each call, and to compare it costs less than to look it up. */
  const last = { host: '', may: judge('') };

  function mayGoTo(host: string): boolean {
    if (host === last.host) return last.may;
    let may = judged.get(host);
    if (may === undefined) {
      may = judge(host);
      if (judged.size < MAX_JUDGED) judged.set(host, may);
    }
    last.host = host;
    last.may = may;
    return may;
  }

  function isKept(entry: string): boolean {
    const name = entry.split('=', 1)[0]?.trim() ?? '';
    return kept?.has(decodeURIComponent(name)) ?? true;
  }

  function keptOf(header: string): string | undefined {
    if (kept === undefined) return header;
    const left = header.split(',').filter(isKept);
    return left.length > 0 ? left.join(',') : undefined;
  }

  return {
    mayGoTo,
    kept: keptOf,
    allowed: (header, host) => (mayGoTo(host) ? keptOf(header) : undefined),
  };
}
