export interface Sample {
  metric: Record<string, string>;
  value: [number, string];
}

/** An instant query; throws what Prometheus says about a bad one. */
export async function askPrometheus(url: string, query: string): Promise<Sample[]> {
  const body = new URLSearchParams({ query });
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body });
  const answer = (await response.json()) as { error?: string; data: { result: Sample[] } };
  if (answer.error) throw new Error(`${answer.error}\n${query}`);
  return answer.data.result;
}
