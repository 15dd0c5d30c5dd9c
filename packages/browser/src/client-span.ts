import { type Interaction, startTrace } from './clicks.js';
import type { FeatureContext } from './feature.js';
import { isSampled } from './is-sampled.js';
import type { PageRecord } from './page-record.js';
import { createTokenBucket } from './token-bucket.js';

const mayAdd = /* @__PURE__ */ createTokenBucket(100, 200);

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
  if (!href.startsWith('http') || href.endsWith(context.settings.endpoint)) return undefined;
  const release = interaction?.hold();
  const began = performance.now();
  const time = Date.now();
  const name = method.toUpperCase();
  const trace = startTrace(context, interaction?.ids.traceId);
  const { traceId, spanId, flags } = trace;
  const mayKnow =
    origin === location.origin || [context.settings.allowedOrigins].flat().includes(origin);
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
        ...(interaction && { parentSpanId: interaction.ids.spanId }),
        failed: error !== undefined && error !== 'AbortError',
        attributes: {
          'http.request.method': name,
          'http.response.status_code': status || undefined,
          'url.full': origin + pathname,
          'error.type': error,
        },
      };
      if (!isSampled(context)) return;
      if (mayAdd()) context.enqueue(record);
      else context.drop('rate');
    },
  };
}
