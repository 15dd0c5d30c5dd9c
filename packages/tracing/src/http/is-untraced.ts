import type { IncomingMessage } from 'node:http';

/**
 * A server of ours marks itself with this, so that a scrape or a beacon makes no span: `true` for all
 * of it, or a set of paths.
 */
const UNTRACED: symbol = Symbol.for('sonde.untraced');

/** Whether the server that got this request wants no span of it. */
export function isUntraced(request: IncomingMessage): boolean {
  const { server } = request.socket as { server?: Record<symbol, unknown> };
  const mark = server?.[UNTRACED];
  if (mark === undefined) return false;
  return mark === true || (mark instanceof Set && mark.has(request.url?.split('?', 1)[0]));
}
