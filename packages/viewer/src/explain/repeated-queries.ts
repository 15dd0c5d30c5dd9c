import type { Reason } from '../api.js';
import { milliseconds } from './milliseconds.js';
import type { SpanFacts } from './trace-facts.js';

const LEAST = 5;
const MAX_SHOWN = 90;
const SQL = ['db.query.text', 'db.statement', 'db.query.summary'];

/** A statement without what differs from call to call. */
export function shapeOf(statement: string): string {
  return statement
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/\$\d+|:\w+|\b\d+(?:\.\d+)?\b/g, '?')
    .replaceAll(/\(\s*\?(?:\s*,\s*\?)*\s*\)/g, '(?)')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function statementOf({ attributes }: SpanFacts): string | undefined {
  return SQL.map((key) => attributes[key]).find((one) => typeof one === 'string');
}

/** The milliseconds that these cover together. */
export function coveredMs(spans: readonly { start: number; end: number }[]): number {
  let sum = 0;
  let until = -Infinity;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    sum += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return sum;
}

/** Queries of one shape below one span: a query for each row of another (N+1). */
export function repeatedQueries(spans: readonly SpanFacts[]): Reason[] {
  const groups = new Map<string, SpanFacts[]>();
  for (const span of spans) {
    const statement = statementOf(span);
    if (statement === undefined) continue;
    const key = `${span.parentId ?? ''} ${shapeOf(statement)}`;
    groups.set(key, [...(groups.get(key) ?? []), span]);
  }
  return [...groups.values()]
    .filter((group) => group.length >= LEAST)
    .map((group) => {
      const [first] = group as [SpanFacts];
      const shape = shapeOf(statementOf(first) ?? '');
      const shown = shape.length > MAX_SHOWN ? `${shape.slice(0, MAX_SHOWN)}…` : shape;
      const ms = coveredMs(group);
      return {
        kind: 'repeated',
        text: `${group.length} queries of one shape took ${milliseconds(ms)} (N+1): ${shown}`,
        ms,
        spanId: first.spanId,
      };
    });
}
