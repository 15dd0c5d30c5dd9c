import { type Interaction, startTrace } from './clicks.js';
import type { FeatureContext } from './feature.js';
import { isSampled } from './is-sampled.js';
import type { PageRecord } from './page-record.js';
import { createTokenBucket } from './token-bucket.js';

const mayAdd = /* @__PURE__ */ createTokenBucket(200, 10);

export interface ClientSpan {
  /** W3C trace context, where the address may have it. */
  traceparent: string | undefined;
  end: (outcome: { status?: number; error?: string | undefined }) => void;
}

/** Begins the span of one call; nothing for the beacon's own calls and for what is not HTTP. */
export function beginClientSpan(
  context: FeatureContext,
  interaction: Interaction | undefined,
  address: string,
  method: string,
): ClientSpan | undefined {
  const { origin, pathname, href } = new URL(address, document.baseURI);
  if (!href.startsWith('http') || href === context.options.endpoint) return undefined;
  const release = interaction?.hold();
  const began = performance.now();
  const time = Date.now();
  const name = method.toUpperCase();
  const trace = startTrace(context, interaction?.trace.traceId);
  const { traceId, spanId, flags } = trace;
  const mayKnow =
    origin === location.origin || [context.options.allowedOrigins].flat().includes(origin);
  let ended = false;

  return {
    traceparent: mayKnow ? `00-${traceId}-${spanId}-0${flags}` : undefined,
    end({ status, error = status! > 399 ? `${status}` : undefined }) {
      if (ended) return;
      ended = true;
      release?.();
      const record: PageRecord = {
        name,
        time,
        end: time + performance.now() - began,
        kind: 3,
        trace,
        ...(interaction && { parentSpanId: interaction.trace.spanId }),
        failed: error !== undefined && error !== 'AbortError',
        attributes: {
          'http.request.method': name,
          'http.response.status_code': status || undefined,
          'url.full': origin + pathname,
          'error.type': error,
        },
      };
      if (!isSampled(context)) return;
      if (mayAdd()) context.add(record);
      else context.drop('rate');
    },
  };
}
