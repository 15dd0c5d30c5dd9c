import type { JSX } from 'preact';
import type { SpanAnswer, TraceAnswer } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { formatShare } from '../format/format-number.js';
import { visibleLine } from '../format/visible-text.js';
import { Answer } from '../parts/answer.js';
import { Attributes } from '../parts/attributes.js';
import { CopyId } from '../parts/copy-id.js';
import { LongText } from '../parts/long-text.js';
import { ServiceName } from '../parts/service-name.js';
import { href, setParams } from '../state/route.js';
import { useQuery } from '../state/use-query.js';

const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer'];
const SQL = ['db.query.text', 'db.statement'];

/** All that is known of one span. */
export function SpanPanel({ trace, spanId }: { trace: TraceAnswer; spanId: string }): JSX.Element {
  const span = useQuery<SpanAnswer>(
    `/api/traces/${encodeURIComponent(trace.traceId)}/spans/${encodeURIComponent(spanId)}`,
    {},
    { timed: false },
  );
  return (
    <aside class="panel span-panel" aria-label="Span">
      <button
        type="button"
        class="quiet close"
        aria-label="Close the span"
        onClick={() => setParams({ span: undefined }, true)}
      >
        ×
      </button>
      <Answer query={span}>{(data) => <SpanFacts span={data} trace={trace} />}</Answer>
    </aside>
  );
}

function SpanFacts({ span, trace }: { span: SpanAnswer; trace: TraceAnswer }): JSX.Element {
  const sql = SQL.map((name) => span.attributes[name]).find((text) => typeof text === 'string');
  return (
    <>
      <h2 class="wrap">{visibleLine(span.name)}</h2>
      <p class="meta">
        <ServiceName name={span.service} />
        {KINDS[span.kind] && <span class="tag">{KINDS[span.kind]}</span>}
        {span.error && <span class="tag bad">error</span>}
        <CopyId id={span.spanId} label="span id" />
      </p>
      <dl class="facts">
        <div>
          <dt>Duration</dt>
          <dd class="num strong">{formatDuration(span.duration)}</dd>
        </div>
        <div>
          <dt>Of the trace</dt>
          <dd class="num">{formatShare(Math.min(1, span.duration / (trace.duration || 1)))}</dd>
        </div>
        <div>
          <dt>Starts at</dt>
          <dd class="num">+{formatDuration(span.offset)}</dd>
        </div>
      </dl>
      {span.statusMessage && (
        <p class="bad wrap">
          <LongText text={span.statusMessage} />
        </p>
      )}
      {typeof sql === 'string' && (
        <>
          <h3>Statement</h3>
          <pre class="sql">
            <LongText text={sql} cut={2000} />
          </pre>
        </>
      )}
      {span.records.length > 0 && (
        <>
          <h3>Logs and errors</h3>
          <ul class="span-records">
            {span.records.map((row) => (
              <li key={row.id}>
                <span class={`level level-${row.level}`}>{row.level}</span>
                <span class="wrap">
                  <LongText text={row.message} cut={300} />
                </span>
                {row.fingerprint && (
                  <a href={href(`/errors/${encodeURIComponent(row.fingerprint)}`)}>issue</a>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>Attributes</h3>
      <Attributes of={span.attributes} without={SQL} />
      {span.events.length > 0 && (
        <>
          <h3>Events</h3>
          {span.events.map((event) => (
            <details key={`${event.time} ${event.name}`}>
              <summary>
                <span class="num muted">
                  +{formatDuration(Math.max(0, event.time - trace.start))}
                </span>{' '}
                {visibleLine(event.name)}
              </summary>
              <Attributes of={event.attributes} />
            </details>
          ))}
        </>
      )}
      {span.links.length > 0 && (
        <>
          <h3>Links</h3>
          <ul class="plain">
            {span.links.map((link) => (
              <li key={link.spanId}>
                <a
                  href={href(`/traces/${encodeURIComponent(link.traceId)}`, { span: link.spanId })}
                >
                  Trace {visibleLine(link.traceId.slice(0, 8))}, span{' '}
                  {visibleLine(link.spanId.slice(0, 8))}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>Resource</h3>
      <details>
        <summary class="muted">
          {Object.keys(span.resource).length} attributes{span.scope && ', recorded by '}
          {visibleLine(span.scope)}
        </summary>
        <Attributes of={span.resource} />
      </details>
    </>
  );
}
