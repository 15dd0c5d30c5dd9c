import type { JSX } from 'preact';
import type { TraceAnswer } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { formatCount } from '../format/format-number.js';
import { visibleLine } from '../format/visible-text.js';
import { Answer } from '../parts/answer.js';
import { CopyId } from '../parts/copy-id.js';
import { Reasons } from '../parts/reasons.js';
import { ServiceName } from '../parts/service-name.js';
import { Ago, Clock } from '../parts/time-text.js';
import { href, param } from '../state/route.js';
import { useQuery } from '../state/use-query.js';
import { SpanPanel } from './span-panel.js';
import { Waterfall } from './waterfall.js';

const SERVICES_SHOWN = 12;

/** One trace: what it was, its waterfall, and the span that is chosen. */
export function TraceView({ traceId }: { traceId: string }): JSX.Element {
  const trace = useQuery<TraceAnswer>(
    `/api/traces/${encodeURIComponent(traceId)}`,
    {},
    { timed: false, refreshOn: 'traces' },
  );
  const span = param('span');
  return (
    <div class={span ? 'view trace with-panel' : 'view trace'}>
      <Answer query={trace}>
        {(data) => (
          <>
            <TraceHead trace={data} />
            <Reasons
              path={`/api/traces/${encodeURIComponent(traceId)}/reasons`}
              traceId={traceId}
              refreshOn="traces"
            />
            <div class="trace-body">
              <Waterfall trace={data} />
              {span && <SpanPanel key={span} trace={data} spanId={span} />}
            </div>
          </>
        )}
      </Answer>
    </div>
  );
}

function TraceHead({ trace }: { trace: TraceAnswer }): JSX.Element {
  return (
    <header class="head">
      <a class="back" href={href('/traces')}>
        ← Traces
      </a>
      <h1>
        {trace.errors > 0 && <span class="dot-bad" role="img" aria-label="with errors" />}
        {visibleLine(trace.name)}
        {trace.status !== undefined && (
          <span class={trace.status >= 500 ? 'tag bad' : 'tag'}>{trace.status}</span>
        )}
      </h1>
      <dl class="facts">
        <div>
          <dt>Duration</dt>
          <dd class="num strong">{formatDuration(trace.duration)}</dd>
        </div>
        <div>
          <dt>Started</dt>
          <dd>
            <Clock time={trace.start} />{' '}
            <span class="muted">
              <Ago time={trace.start} />
            </span>
          </dd>
        </div>
        <div>
          <dt>Spans</dt>
          <dd class="num">{formatCount(trace.spans)}</dd>
        </div>
        <div>
          <dt>Errors</dt>
          <dd class={trace.errors ? 'num bad' : 'num'}>{formatCount(trace.errors)}</dd>
        </div>
        <div>
          <dt>Logs</dt>
          <dd class="num">
            <a href={href('/logs', { traceId: trace.traceId, ...around(trace) })}>
              {formatCount(trace.logs)}
            </a>
          </dd>
        </div>
        <div>
          <dt>Trace</dt>
          <dd>
            <CopyId id={trace.traceId} label="trace id" />
          </dd>
        </div>
      </dl>
      <div class="chips">
        {trace.services.slice(0, SERVICES_SHOWN).map((service) => (
          <span class="chip" key={service.name}>
            <ServiceName name={service.name} />
            <span class="muted num">{formatCount(service.spans)}</span>
          </span>
        ))}
        {trace.services.length > SERVICES_SHOWN && (
          <span class="chip muted">+{trace.services.length - SERVICES_SHOWN} services</span>
        )}
        {trace.issues.slice(0, 5).map((issue) => (
          <a
            class="chip bad"
            key={issue.fingerprint}
            href={href(`/errors/${encodeURIComponent(issue.fingerprint)}`)}
          >
            <span class="cut">{visibleLine(issue.title)}</span>
          </a>
        ))}
      </div>
    </header>
  );
}

/** The logs of a trace may lie outside the chosen range. */
function around(trace: TraceAnswer): { from: number; to: number } {
  return {
    from: Math.floor(trace.start - 60_000),
    to: Math.ceil(trace.start + trace.duration + 60_000),
  };
}
