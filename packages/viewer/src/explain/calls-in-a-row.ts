import type { Reason } from '../api.js';
import { milliseconds } from './milliseconds.js';
import { shapeOf } from './repeated-queries.js';
import type { SpanFacts } from './trace-facts.js';

const CLIENT = 3;
const LEAST = 3;
/** Between the end of one and the start of the next; of the two, and at least. */
const MAX_GAP_SHARE = 0.2;
const MAX_GAP_MS = 5;
/** Clocks round. */
const OVERLAP_MS = 0.2;
const LEAST_SAVED_MS = 10;
const WRITES = /^\s*(?:insert|update|delete|begin|commit|rollback|savepoint|set)\b/i;

function targetOf({ name, attributes }: SpanFacts): string {
  const statement = attributes['db.query.text'] ?? attributes['db.statement'];
  if (typeof statement === 'string') return shapeOf(statement);
  const url = attributes['url.full'] ?? attributes['server.address'];
  return `${name} ${typeof url === 'string' ? url.replace(/[?#].*$/s, '') : ''}`;
}

/** What changes something has its place in the order. */
function mayDepend({ attributes }: SpanFacts): boolean {
  const statement = attributes['db.query.text'] ?? attributes['db.statement'];
  if (typeof statement === 'string') return WRITES.test(statement);
  const method = attributes['http.request.method'] ?? attributes['http.method'];
  return typeof method === 'string' && method !== 'GET' && method !== 'HEAD';
}

function runsOf(siblings: readonly SpanFacts[]): SpanFacts[][] {
  const runs: SpanFacts[][] = [];
  let run: SpanFacts[] = [];
  for (const span of siblings.toSorted((a, b) => a.start - b.start)) {
    const last = run.at(-1);
    const gap = last ? span.start - last.end : 0;
    const allowed = Math.max(
      MAX_GAP_MS,
      last ? (span.end - last.start) * MAX_GAP_SHARE : MAX_GAP_MS,
    );
    if (mayDepend(span) || (last && (gap < -OVERLAP_MS || gap > allowed))) {
      runs.push(run);
      run = mayDepend(span) ? [] : [span];
    } else run.push(span);
  }
  runs.push(run);
  return runs;
}

/**
 * Reads that ran one after the other, each of another kind: nothing that a trace shows makes one wait
 * for the next.
 */
export function callsInARow(spans: readonly SpanFacts[]): Reason[] {
  const byParent = new Map<string, SpanFacts[]>();
  for (const span of spans) {
    if (span.kind !== CLIENT || span.parentId === undefined || span.error) continue;
    byParent.set(span.parentId, [...(byParent.get(span.parentId) ?? []), span]);
  }
  return [...byParent.values()].flatMap(runsOf).flatMap((run) => {
    const [first] = run;
    if (!first || run.length < LEAST || new Set(run.map(targetOf)).size < run.length) return [];
    const whole = (run.at(-1) as SpanFacts).end - first.start;
    const longest = Math.max(...run.map(({ start, end }) => end - start));
    if (whole - longest < LEAST_SAVED_MS) return [];
    return [
      {
        kind: 'in_a_row' as const,
        text: `${run.length} calls ran one after the other and took ${milliseconds(whole)}: ${run
          .slice(0, 3)
          .map(({ name }) => name.slice(0, 40))
          .join(
            ', ',
          )}. If none needs another’s answer, together they would take ${milliseconds(longest)}.`,
        ms: whole - longest,
        spanId: first.spanId,
      },
    ];
  });
}
