import type { Reason } from '../api.js';
import { routeOf } from '../sqlite/span-facts.js';
import { milliseconds } from './milliseconds.js';
import type { TraceFacts } from './trace-facts.js';

const LEAST_REQUESTS = 20;
const LEAST_MS = 5;
/** Of the p95. */
const SLOWER = 1.2;

/** The entries that took longer than 95 of 100 requests of their route. */
export function slowerThanUsual({ spans, usual }: TraceFacts): Reason[] {
  return spans
    .flatMap((span) => {
      const ms = span.end - span.start;
      const route = usual.find(
        (one) => one.service === span.service && one.route === routeOf(span.name, span.attributes),
      );
      if (!route || span.kind !== 2 || route.requests < LEAST_REQUESTS) return [];
      if (ms < route.p95 * SLOWER || ms - route.p95 < LEAST_MS) return [];
      const text = `${route.route} of ${span.service} took ${milliseconds(ms)}, ${milliseconds(ms - route.p95)} longer than 95 of 100 of its ${route.requests} requests.`;
      return [{ kind: 'slow' as const, text, ms: ms - route.p95, spanId: span.spanId }];
    })
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, 1);
}
