import type { Reason } from '../api.js';
import { callsInARow } from './calls-in-a-row.js';
import { loopDelays } from './loop-delays.js';
import { profilesTaken } from './profiles-taken.js';
import { refusedCalls } from './refused-calls.js';
import { repeatedQueries } from './repeated-queries.js';
import { slowerThanUsual } from './slower-than-usual.js';
import type { TraceFacts } from './trace-facts.js';

const MAX_REASONS = 8;
const DAY_MS = 86_400_000;

function firstSeen({ issues, spans }: TraceFacts): Reason[] {
  const end = spans.reduce((last, span) => Math.max(last, span.end), 0);
  return issues
    .filter((issue) => end - issue.firstSeen < DAY_MS && issue.firstRelease !== undefined)
    .map(({ fingerprint, title, firstRelease }) => ({
      kind: 'first_seen',
      text: `The error “${title.slice(0, 80)}” was first seen in version ${firstRelease}.`,
      ms: 0,
      fingerprint,
    }));
}

/** Why a trace took what it took, in a few plain sentences; what weighs most first. The same facts give the same sentences. */
export function explainTrace(facts: TraceFacts): Reason[] {
  if (facts.spans.length === 0) return [];
  return [
    ...slowerThanUsual(facts),
    ...[
      ...loopDelays(facts),
      ...repeatedQueries(facts.spans),
      ...callsInARow(facts.spans),
      ...refusedCalls(facts.spans),
    ].toSorted((a, b) => b.ms - a.ms),
    ...profilesTaken(facts),
    ...firstSeen(facts),
  ].slice(0, MAX_REASONS);
}
