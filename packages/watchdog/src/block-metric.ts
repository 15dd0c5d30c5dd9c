import type { Context } from '@opentelemetry/api';
import type { Work } from './current-work.js';
import { api } from './open-telemetry.js';
import type { BlockTold } from './watchdog-messages.js';

export const blockMetricName = 'nodejs.eventloop.block.duration';

/** Functions that are told apart; the others count as one. */
const MAX_FUNCTIONS = 20;
const OTHER = '(other)';
const UNKNOWN = '(unknown)';

function contextOf({ traceId, spanId, traceFlags }: Work): Context {
  if (traceId === undefined || spanId === undefined) return api.ROOT_CONTEXT;
  const span = { traceId, spanId, traceFlags: traceFlags ?? 0 };
  return api.trace.setSpanContext(api.ROOT_CONTEXT, span);
}

/** Tells how long a callback may run by now. */
export function createThresholdMetric(thresholdMs: () => number): void {
  api.metrics
    .getMeter('@sonde/watchdog')
    .createObservableGauge('nodejs.eventloop.block.threshold', {
      unit: 's',
      description: 'How long a callback may run before it is told as a block',
    })
    .addCallback((result) => result.observe(thresholdMs() / 1000));
}

/** Counts blocks by function into the global meter provider; the request of each is its exemplar. */
export function createBlockMetric(): (
  told: Pick<BlockTold, 'durationMs' | 'name' | 'work'>,
) => void {
  const histogram = api.metrics.getMeter('@sonde/watchdog').createHistogram(blockMetricName, {
    unit: 's',
    description: 'How long one callback kept the event loop from turning',
    advice: { explicitBucketBoundaries: [0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10] },
  });
  const known = new Set<string>();
  return ({ durationMs, name = UNKNOWN, work }) => {
    if (known.size < MAX_FUNCTIONS) known.add(name);
    const of = { 'code.function.name': known.has(name) ? name : OTHER };
    histogram.record(durationMs / 1000, of, contextOf(work));
  };
}
