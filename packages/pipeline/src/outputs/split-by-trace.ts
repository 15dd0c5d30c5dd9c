import { decodeTraces, encodeTraces, type TracesData } from '@sonde/otlp';

/** A batch of spans as one body a trace, so that all spans of a trace can go to one partition. */
export function splitByTrace(body: Uint8Array): { traceId: string; body: Uint8Array }[] {
  const traces = new Map<string, TracesData['resourceSpans']>();
  for (const group of decodeTraces(body).resourceSpans) {
    for (const scope of group.scopeSpans) {
      const spansOf = Map.groupBy(scope.spans, ({ traceId }) => traceId);
      for (const [traceId, spans] of spansOf) {
        const groups = traces.get(traceId) ?? [];
        groups.push({ ...group, scopeSpans: [{ ...scope, spans }] });
        traces.set(traceId, groups);
      }
    }
  }
  return Array.from(traces, ([traceId, resourceSpans]) => ({
    traceId,
    body: encodeTraces({ resourceSpans }),
  }));
}
