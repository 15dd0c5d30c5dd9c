import { watchClicks } from './clicks.js';
import type { Feature } from './feature.js';
import { traceFetch } from './trace-fetch.js';
import { traceXhr } from './trace-xhr.js';

/** A client span for each fetch and XHR, below the click that caused it. */
export const tracing: Feature = (context) => {
  const clicks = watchClicks(context);
  context.owner = clicks.owner;
  const stops = [traceFetch(context, clicks), traceXhr(context, clicks), clicks.stop];
  return () => stops.forEach((stop) => stop());
};
