import { watchClicks } from './clicks.js';
import type { Feature } from './feature.js';
import { nano } from './nano.js';
import { scrub } from './scrub.js';
import { traceFetch } from './trace-fetch.js';
import { traceXhr } from './trace-xhr.js';

/** A client span for each fetch and XHR, below the click that caused it. */
export const tracing: Feature = (context) => {
  const current = watchClicks(context);
  context.owner = () => {
    const interaction = current();
    interaction?.hold()();
    return interaction?.trace;
  };
  context.writeSpan = ({ name, kind, time, end, trace, parentSpanId, failed }) => ({
    ...trace,
    name: scrub(name),
    kind,
    parentSpanId,
    startTimeUnixNano: nano(time),
    endTimeUnixNano: nano(end!),
    status: failed ? { code: 2 } : undefined,
  });
  const stops = [traceFetch(context, current), traceXhr(context, current)];
  return () => {
    for (const stop of stops) stop();
  };
};
