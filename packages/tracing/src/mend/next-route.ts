import type { Attributes, Context } from '@opentelemetry/api';
import { RPC_METADATA } from '../spans/active-context.js';

/** Looked up before it is known whether there is such a page. */
const LOOKED_UP = 'NextNodeServer.findPageComponents';
/** A handler below `pages/api` tells its route in no other way. */
const PAGES_API = /^executing api route \(pages\) (\/.*)/;

/**
 * Next.js tells the request that it serves its route only after the answer, when the request's span has
 * ended: so the first of its spans that knows the route tells it.
 */
function tellRoute(name: string, attributes: Attributes, context: Context): void {
  if (attributes['next.span_type'] === LOOKED_UP) return;
  const route = attributes['next.route'] ?? PAGES_API.exec(name)?.[1];
  // Its own pages, such as `/_not-found`, are no routes.
  if (typeof route !== 'string' || route.startsWith('/_')) return;
  const served = context.getValue(RPC_METADATA) as { type: string; route?: string } | undefined;
  if (served?.type === 'http') served.route ??= route;
}

/** What hears of each span that begins in this scope; undefined for all but that of Next.js. */
export function routeTeller(scope: string): typeof tellRoute | undefined {
  return scope === 'next.js' ? tellRoute : undefined;
}
