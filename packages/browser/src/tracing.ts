import { watchClicks } from './clicks.js';
import { encodeAttributes } from './encode-attributes.js';
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
    return interaction?.ids;
  };
  context.writeSpans = (records, resource, most) => {
    const spans = records.flatMap(
      ({ name, kind, time, end, trace, parentSpanId, failed, attributes }) =>
        end
          ? {
              ...trace,
              name: scrub(name),
              kind,
              parentSpanId,
              startTimeUnixNano: nano(time),
              endTimeUnixNano: nano(end),
              status: failed ? { code: 2 } : undefined,
              attributes: encodeAttributes(attributes, most),
            }
          : [],
    );
    return spans[0] && [{ resource, scopeSpans: [{ spans }] }];
  };
  const stops = [traceFetch(context, current), traceXhr(context, current)];
  return () => {
    for (const stop of stops) stop();
  };
};
