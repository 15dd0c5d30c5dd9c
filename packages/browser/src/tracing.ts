import { watchClicks } from './clicks.js';
import { nano } from './encode-record.js';
import type { Feature } from './feature.js';
import { scrub } from './scrub.js';
import { traceFetch } from './trace-fetch.js';
import { traceXhr } from './trace-xhr.js';

/** A client span for each fetch and XHR, below the click that caused it. */
export const tracing: Feature = (context) => {
  const clicks = watchClicks(context);
  context.owner = clicks.owner;
  context.spanFields = ({ name, kind, time, end = time, parentSpanId, failed }) => ({
    name: scrub(name),
    kind,
    parentSpanId,
    startTimeUnixNano: nano(time),
    endTimeUnixNano: nano(Math.max(end, time)),
    status: failed ? { code: 2 } : undefined,
  });
  const stops = [traceFetch(context, clicks), traceXhr(context, clicks), clicks.stop];
  return () => stops.forEach((stop) => stop());
};
