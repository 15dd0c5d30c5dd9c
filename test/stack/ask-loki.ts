export interface LokiAnswer {
  resultType: 'streams' | 'vector' | 'matrix';
  result: {
    stream?: Record<string, string>;
    metric?: Record<string, string>;
    values?: [string, string][];
  }[];
}

/** A query as Grafana sends it for a range that ends now; throws what Loki says about a bad one. */
export async function askLoki(url: string, query: string, sinceS = 300): Promise<LokiAnswer> {
  const now = Date.now();
  const range = new URLSearchParams({
    query,
    start: `${now - sinceS * 1000}000000`,
    end: `${now}000000`,
    step: '15',
    limit: '1000',
  });
  return read(await fetch(`${url}/loki/api/v1/query_range?${range}`), query);
}

/** The value now, for numbers and tables. */
export async function askLokiNow(url: string, query: string): Promise<LokiAnswer> {
  return read(await fetch(`${url}/loki/api/v1/query?${new URLSearchParams({ query })}`), query);
}

async function read(response: Response, query: string): Promise<LokiAnswer> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${text}\n${query}`);
  return (JSON.parse(text) as { data: LokiAnswer }).data;
}
