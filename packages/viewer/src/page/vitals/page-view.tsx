import type { JSX } from 'preact';
import type { PageAnswer } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { formatCount, formatShare } from '../format/format-number.js';
import { visibleLine } from '../format/visible-text.js';
import { Answer } from '../parts/answer.js';
import { Choice } from '../parts/choice.js';
import { Ago } from '../parts/time-text.js';
import { href, param } from '../state/route.js';
import { useQuery } from '../state/use-query.js';
import { AddBeacon } from './add-beacon.js';
import { VitalCard } from './vital-card.js';

/** What visitors of the web page meet. */
export function PageView(): JSX.Element {
  const page = useQuery<PageAnswer>(
    '/api/page',
    { service: param('service') },
    { refreshOn: 'traces' },
  );
  return (
    <div class="view">
      <h1 class="sr">Page</h1>
      <Answer query={page}>
        {(data) =>
          data.services.length +
            data.vitals.length +
            data.errors.length +
            data.calls.length +
            data.views.length ===
          0 ? (
            <AddBeacon />
          ) : (
            <>
              {data.services.length > 1 && (
                <div class="filters">
                  <Choice name="service" label="Page" any="All pages" options={data.services} />
                </div>
              )}
              <section aria-label="Web vitals" class="vitals">
                {data.vitals.map((vital) => (
                  <VitalCard key={vital.name} vital={vital} />
                ))}
              </section>
              <div class="columns">
                <Errors errors={data.errors} />
                <Calls calls={data.calls} />
                <Views views={data.views} />
              </div>
            </>
          )
        }
      </Answer>
    </div>
  );
}

function Errors({ errors }: { errors: PageAnswer['errors'] }): JSX.Element {
  return (
    <section class="panel">
      <h2>
        Page errors <span class="count">{errors.length}</span>
      </h2>
      {errors.length === 0 && <p class="muted pad">None in this time.</p>}
      <ul class="rows">
        {errors.slice(0, 30).map((issue) => (
          <li key={issue.fingerprint}>
            <a class="issue-line" href={href(`/errors/${encodeURIComponent(issue.fingerprint)}`)}>
              <span class="cut">
                <b class="bad">{visibleLine(issue.type)}</b> {visibleLine(issue.message)}
              </span>
              <span class="meta">
                {issue.culprit && <code class="cut">{visibleLine(issue.culprit)}</code>}
                <span class="num">{formatCount(issue.count)}×</span>
                <span class="num">{formatCount(issue.sessions)} sessions</span>
                <Ago time={issue.lastSeen} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Calls({ calls }: { calls: PageAnswer['calls'] }): JSX.Element {
  return (
    <section class="panel">
      <h2>Slow and failed calls</h2>
      {calls.length === 0 && <p class="muted pad">No calls in this time.</p>}
      <ul class="rows calls">
        {calls.slice(0, 50).map((call) => (
          <li key={`${call.method} ${call.url}`}>
            <span class="cut" title={visibleLine(call.url)}>
              <b>{visibleLine(call.method)}</b> {visibleLine(pathOf(call))}
            </span>
            <span class="num">{formatCount(call.calls)}×</span>
            <span class={call.errors ? 'num bad' : 'num muted'}>
              {call.errors ? formatShare(call.errors / Math.max(1, call.calls)) : '0'}
            </span>
            <span class="num">{formatDuration(call.p95)}</span>
            {call.slowestTraceId ? (
              <a href={href(`/traces/${encodeURIComponent(call.slowestTraceId)}`)}>slowest</a>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Views({ views }: { views: PageAnswer['views'] }): JSX.Element {
  return (
    <section class="panel">
      <h2>Views</h2>
      {views.length === 0 && <p class="muted pad">No page views in this time.</p>}
      <ul class="rows">
        {views.slice(0, 50).map((view) => (
          <li key={view.page} class="pair">
            <span class="cut">{visibleLine(view.page)}</span>
            <span class="num">
              {formatCount(view.views)}{' '}
              <span class="muted">
                in {formatCount(view.sessions)} {view.sessions === 1 ? 'session' : 'sessions'}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Where a client gave no address, the name of its span stands in, with the method at its start. */
function pathOf(call: PageAnswer['calls'][number]): string {
  return call.url.startsWith(`${call.method} `) ? call.url.slice(call.method.length + 1) : call.url;
}
