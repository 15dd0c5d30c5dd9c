/** A line as VictoriaLogs tells it: `_msg`, `_time`, and its fields. */
export type LogLine = Record<string, string>;

/** Lines of a query in LogsQL; throws what VictoriaLogs says about a bad one. */
export async function askVictoriaLogs(url: string, query: string): Promise<LogLine[]> {
  const body = new URLSearchParams({ query });
  const response = await fetch(`${url}/select/logsql/query`, { method: 'POST', body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${text}\n${query}`);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LogLine);
}
