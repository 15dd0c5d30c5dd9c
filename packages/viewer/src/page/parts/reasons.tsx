import type { JSX } from 'preact';
import type { Reason, ReasonsAnswer } from '../../api.js';
import { visibleLine } from '../format/visible-text.js';
import type { Topic } from '../state/live.js';
import { href } from '../state/route.js';
import { useQuery } from '../state/use-query.js';

/** Plain sentences about a trace or an issue, each with the place that it speaks of. Nothing where there are none. */
export function Reasons({
  path,
  traceId,
  refreshOn,
}: {
  path: string;
  /** The trace that is shown; spans of it are linked within. */
  traceId?: string;
  refreshOn: Topic;
}): JSX.Element | null {
  const { data } = useQuery<ReasonsAnswer>(path, {}, { timed: false, refreshOn });
  const reasons = data?.reasons ?? [];
  if (reasons.length === 0) return null;
  return (
    <section class="reasons" aria-label="Why">
      <h2>Why</h2>
      <ul>
        {reasons.map((reason) => (
          <li key={reason.text} class={`reason-${reason.kind}`}>
            <span>{visibleLine(reason.text)}</span>
            <Places reason={reason} traceId={traceId} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Places({
  reason: { spanId, traceId: other, fingerprint, profile },
  traceId,
}: {
  reason: Reason;
  traceId: string | undefined;
}): JSX.Element {
  const trace = (id: string, span?: string): string =>
    href(`/traces/${encodeURIComponent(id)}`, { span });
  return (
    <>
      {traceId !== undefined && spanId !== undefined && <a href={trace(traceId, spanId)}>span</a>}
      {other !== undefined && (
        <a href={trace(other, traceId === undefined ? spanId : undefined)}>trace</a>
      )}
      {profile !== undefined && <a href={href('/runtime', { profile })}>profile</a>}
      {fingerprint !== undefined && (
        <a href={href(`/errors/${encodeURIComponent(fingerprint)}`)}>issue</a>
      )}
    </>
  );
}
