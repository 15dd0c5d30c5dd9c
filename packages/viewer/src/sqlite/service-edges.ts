import type { DatabaseSync } from 'node:sqlite';
import { databaseOf, SPAN_KIND } from './span-facts.js';

const MAX_WAITING = 20_000;

interface Call {
  service: string;
  durationMs: number;
  error: boolean;
  timeMicros: number;
}

/** Who calls whom: a served span meets its parent, whichever of the two arrives first. */
export interface ServiceEdges {
  span(
    traceKey: number,
    span: { spanId: string; parentId: string | undefined; kind: number; attributes: object } & Call,
  ): void;
  reset(): void;
}

export function createServiceEdges(
  database: DatabaseSync,
  found: (from: string, to: string, call: Call) => void,
): ServiceEdges {
  const parentService = database.prepare(
    'SELECT r.service FROM spans s JOIN resources r ON r.id = s.resource ' +
      'WHERE s.trace = ? AND s.span_id = ?',
  );
  const waiting = new Map<string, Call[]>();

  return {
    span(traceKey, span) {
      const served = waiting.get(`${traceKey}.${span.spanId}`);
      if (served !== undefined) {
        waiting.delete(`${traceKey}.${span.spanId}`);
        for (const call of served) {
          if (call.service !== span.service) found(span.service, call.service, call);
        }
      }
      if (span.kind === SPAN_KIND.client) {
        const to = databaseOf(span.attributes as Record<string, unknown>);
        if (to !== undefined) found(span.service, to, span);
      }
      const serves = span.kind === SPAN_KIND.server || span.kind === SPAN_KIND.consumer;
      if (!serves || span.parentId === undefined) return;
      const from = parentService.get(traceKey, span.parentId)?.['service'];
      if (typeof from === 'string') {
        if (from !== span.service) found(from, span.service, span);
        return;
      }
      const key = `${traceKey}.${span.parentId}`;
      const others = waiting.get(key);
      const { service, durationMs, error, timeMicros } = span;
      if (others !== undefined) {
        if (others.length < 64) others.push({ service, durationMs, error, timeMicros });
        return;
      }
      if (waiting.size >= MAX_WAITING) {
        const oldest = waiting.keys().next().value;
        if (oldest !== undefined) waiting.delete(oldest);
      }
      waiting.set(key, [{ service, durationMs, error, timeMicros }]);
    },
    reset() {
      waiting.clear();
    },
  };
}
