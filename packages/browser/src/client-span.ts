import type { Clicks } from './clicks.js';
import type { FeatureContext } from './feature.js';
import type { PageRecord } from './page-record.js';
import { randomHex } from './random-hex.js';
import { createTokenBucket } from './token-bucket.js';

const mayAdd = /* @__PURE__ */ createTokenBucket(200, 10);

export interface ClientSpan {
  /** W3C trace context, where the address may have it. */
  traceparent: string | undefined;
  end: (outcome: { status?: number; error?: string }) => void;
}

/** Begins the span of one call; nothing for the beacon's own calls and for what is not HTTP. */
export function beginClientSpan(
  context: FeatureContext,
  clicks: Clicks,
  address: string,
  method: string,
): ClientSpan | undefined {
  const url = new URL(address, document.baseURI);
  if (!/^https?:$/.test(url.protocol) || url.href === context.options.endpoint) return undefined;
  const interaction = clicks.current();
  const release = interaction?.hold();
  const began = performance.now();
  const verb = /^(get|post|put|delete|head|options|patch)$/i.test(method)
    ? method.toUpperCase()
    : method;
  const traceId = interaction?.traceId ?? randomHex(16);
  const spanId = randomHex(8);
  const record: PageRecord = {
    name: verb,
    time: Date.now(),
    kind: 3,
    traceId,
    spanId,
    ...(interaction && { parentSpanId: interaction.spanId }),
    attributes: {
      'http.request.method': verb,
      'url.full': url.origin + url.pathname,
      'server.address': url.hostname,
    },
  };
  if (url.port) record.attributes['server.port'] = Number(url.port);
  const mayKnow =
    url.origin === location.origin || [context.options.allowedOrigins].flat().includes(url.origin);

  return {
    traceparent: mayKnow ? `00-${traceId}-${spanId}-0${context.sampled ? 1 : 0}` : undefined,
    end({ status, error }) {
      if (record.end !== undefined) return;
      record.end = record.time + (performance.now() - began);
      if (status) record.attributes['http.response.status_code'] = status;
      const failure = error ?? (status && status >= 400 ? String(status) : undefined);
      if (failure) record.attributes['error.type'] = failure;
      record.failed = failure !== undefined && failure !== 'AbortError';
      release?.();
      if (!context.sampled) return;
      if (mayAdd()) context.add(record, 'soon');
      else context.drop('rate');
    },
  };
}
