import { askLoki } from './ask-loki.ts';
import { askVictoriaLogs } from './ask-victorialogs.ts';
import { LOGS } from './open-backends.ts';

/** The texts of every line that says the word, and what stands beside them, from whichever of the two runs. */
export async function findLines(url: string, word: string): Promise<string[]> {
  if (LOGS === 'victorialogs') {
    const lines = await askVictoriaLogs(url, `"${word}" or mark:"${word}"`);
    return lines.map((line) => JSON.stringify(line));
  }
  const { result } = await askLoki(url, `{service_name=~".+"} |= "${word}"`, 1800);
  return result.flatMap(({ stream, values = [] }) =>
    values.map(([, text]) => JSON.stringify({ ...stream, _msg: text })),
  );
}
