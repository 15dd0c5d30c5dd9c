import { randomBytes } from 'node:crypto';

/** One line, one span of a trace of its own and one point of a series of its own, all with the same mark. */
export interface Probe {
  mark: string;
  traceId: string;
}

const SERVICE = { key: 'service.name', value: { stringValue: 'probe' } };
const resource = { attributes: [SERVICE] };
const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
const nano = (ms: number): string => `${ms}000000`;

export const makeProbes = (count: number): Probe[] =>
  Array.from({ length: count }, () => {
    const traceId = randomBytes(16).toString('hex');
    return { mark: `mark${traceId.slice(0, 12)}`, traceId };
  });

/** What goes to which path of OTLP over HTTP. */
export function bodiesOf(probes: Probe[]): Record<'logs' | 'traces' | 'metrics', object> {
  const now = Date.now();
  const logRecords = probes.map(({ mark, traceId }) => ({
    timeUnixNano: nano(now),
    severityNumber: 9,
    body: { stringValue: `probe ${mark}` },
    traceId,
  }));
  const spans = probes.map(({ mark, traceId }) => ({
    traceId,
    spanId: traceId.slice(16),
    name: 'probe',
    kind: 1,
    startTimeUnixNano: nano(now - 5),
    endTimeUnixNano: nano(now),
    attributes: [text('mark', mark)],
  }));
  const dataPoints = probes.map(({ mark }) => ({
    timeUnixNano: nano(now),
    asDouble: 1,
    attributes: [text('mark', mark)],
  }));
  return {
    logs: { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] },
    traces: { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] },
    metrics: {
      resourceMetrics: [
        { resource, scopeMetrics: [{ metrics: [{ name: 'probe', gauge: { dataPoints } }] }] },
      ],
    },
  };
}

/** Whether the collector acknowledged it; a connection that breaks acknowledges nothing. */
export async function sendOtlp(url: string, signal: string, body: object): Promise<boolean> {
  const answer = await fetch(`${url}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  return answer?.status === 200;
}
