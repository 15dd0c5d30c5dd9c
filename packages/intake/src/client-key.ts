import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';

/**
 * Who a request counts for: an IPv4 address, or the /64 of an IPv6 address, since whoever has one
 * address of a /64 has them all.
 *
 * @param trustedProxies how many of the last entries of `X-Forwarded-For` our own proxies wrote.
 */
export function clientKey(request: IncomingMessage, trustedProxies: number): string {
  let address = request.socket.remoteAddress ?? '';
  if (trustedProxies > 0) {
    const hops = String(request.headers['x-forwarded-for'] ?? '').split(',');
    const claimed = hops[hops.length - trustedProxies]?.trim() ?? '';
    if (isIPv4(claimed) || isIPv6(claimed)) address = claimed;
  }
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  return isIPv6(address) ? networkOf(address) : address;
}

function networkOf(address: string): string {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(zeros).fill('0'), ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
