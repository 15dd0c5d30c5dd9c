import type { JaegerQuery } from '../../dashboards/src/trace-queries.ts';

export interface JaegerSpan {
  spanID: string;
  operationName: string;
  processID: string;
  references: { spanID: string }[];
  tags: { key: string; value: unknown }[];
}

export interface JaegerTrace {
  traceID: string;
  spans: JaegerSpan[];
  processes: Record<string, { serviceName: string }>;
}

/** One trace; undefined if it is not there (yet). */
export async function findTrace(url: string, id: string): Promise<JaegerTrace | undefined> {
  const response = await fetch(`${url}/api/traces/${id}`);
  if (response.status === 404) return undefined;
  return ((await response.json()) as { data: JaegerTrace[] }).data[0];
}

/** What Grafana's data source asks for a panel; how many there are. */
export async function countInJaeger(url: string, query: JaegerQuery): Promise<number> {
  const { queryType, service, tags, minDuration, limit } = query;
  const now = Date.now();
  const path =
    queryType === 'dependencyGraph'
      ? `dependencies?${new URLSearchParams({ endTs: `${now}`, lookback: '300000' })}`
      : `traces?${new URLSearchParams({
          service: service ?? '',
          start: `${now - 300_000}000`,
          end: `${now}000`,
          lookback: 'custom',
          ...(limit && { limit: `${limit}` }),
          ...(tags && { tags }),
          ...(minDuration && { minDuration }),
        })}`;
  const response = await fetch(`${url}/api/${path}`);
  const { data, errors } = (await response.json()) as { data: unknown[] | null; errors: unknown };
  if (!response.ok || errors) throw new Error(`${path}: ${JSON.stringify(errors)}`);
  return data?.length ?? 0;
}
