import type { DatabaseSync } from 'node:sqlite';
import type { IssueAnswer } from '../api.js';

const MAX_CANDIDATES = 500;
const MAX_SIMILAR = 5;
const LEAST_LIKENESS = 0.5;

/** Issues of another fingerprint that may have the same cause: by place, type and words, best first. */
export function querySimilarIssues(
  database: DatabaseSync,
  of: Record<string, unknown>,
): IssueAnswer['similar'] {
  const place = placeOf(of['culprit']);
  const words = wordsOf(of['message']);
  return database
    .prepare(
      'SELECT fingerprint, type, message, service, culprit FROM issues WHERE id <> ? AND ' +
        `(culprit = ? OR type = ?) ORDER BY last DESC LIMIT ${MAX_CANDIDATES}`,
    )
    .all(of['id'] as number, of['culprit'] as string | null, of['type'] as string)
    .map((row) => {
      const samePlace = place !== undefined && placeOf(row['culprit']) === place;
      return { row, likeness: (samePlace ? 0.5 : 0) + likenessOf(words, wordsOf(row['message'])) };
    })
    .filter(({ likeness }) => likeness >= LEAST_LIKENESS)
    .toSorted((a, b) => b.likeness - a.likeness)
    .slice(0, MAX_SIMILAR)
    .map(({ row }) => ({
      fingerprint: row['fingerprint'] as string,
      title: `${row['type'] as string}: ${row['message'] as string}`.slice(0, 300),
      service: row['service'] as string,
    }));
}

/** Without the line, which moves. */
function placeOf(culprit: unknown): string | undefined {
  return typeof culprit === 'string' ? culprit.replace(/:\d+\)$/, ')') : undefined;
}

function wordsOf(message: unknown): Set<string> {
  const text = typeof message === 'string' ? message.slice(0, 500).toLowerCase() : '';
  return new Set(text.match(/[a-z]{2,30}/g) ?? []);
}

/** The share of the words that both have. */
function likenessOf(one: Set<string>, other: Set<string>): number {
  let both = 0;
  for (const word of one) if (other.has(word)) both++;
  const all = one.size + other.size - both;
  return all === 0 ? 0 : both / all;
}
