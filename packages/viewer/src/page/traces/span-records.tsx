import type { JSX } from 'preact';
import type { SpanAnswer } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { visibleLine } from '../format/visible-text.js';
import { Answer } from '../parts/answer.js';
import { href } from '../state/route.js';
import { useQuery } from '../state/use-query.js';

/** The logs and errors of a span, below its row. */
export function SpanRecords({
  traceId,
  traceStart,
  spanId,
}: {
  traceId: string;
  traceStart: number;
  spanId: string;
}): JSX.Element {
  const span = useQuery<SpanAnswer>(
    `/api/traces/${encodeURIComponent(traceId)}/spans/${encodeURIComponent(spanId)}`,
    {},
    { timed: false },
  );
  return (
    <Answer query={span}>
      {({ records, events }) => (
        <ul class="span-records">
          {records.map((row) => (
            <li key={row.id}>
              <span class="num muted">+{formatDuration(Math.max(0, row.time - traceStart))}</span>
              <span class={`level level-${row.level}`}>{row.level}</span>
              <span class="wrap">{visibleLine(row.message).slice(0, 400)}</span>
              {row.fingerprint && (
                <a href={href(`/errors/${encodeURIComponent(row.fingerprint)}`)}>issue</a>
              )}
            </li>
          ))}
          {events
            .filter((event) => event.name === 'exception')
            .map((event) => (
              <li key={event.time}>
                <span class="num muted">
                  +{formatDuration(Math.max(0, event.time - traceStart))}
                </span>
                <span class="level level-error">exception</span>
                <span class="wrap">{exceptionLine(event.attributes)}</span>
              </li>
            ))}
        </ul>
      )}
    </Answer>
  );
}

function exceptionLine(attributes: Record<string, unknown>): string {
  const parts = [attributes['exception.type'], attributes['exception.message']];
  return visibleLine(parts.filter((part) => typeof part === 'string').join(' ')).slice(0, 400);
}
