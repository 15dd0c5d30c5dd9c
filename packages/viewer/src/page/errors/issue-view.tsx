import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { IssueAnswer, IssueEvent } from '../../api.js';
import { formatCount } from '../format/format-number.js';
import { visibleLine } from '../format/visible-text.js';
import { Answer } from '../parts/answer.js';
import { Attributes } from '../parts/attributes.js';
import { CopyId } from '../parts/copy-id.js';
import { LongText } from '../parts/long-text.js';
import { Reasons } from '../parts/reasons.js';
import { ServiceName } from '../parts/service-name.js';
import { Sparkbars } from '../parts/sparkline.js';
import { Ago, Clock } from '../parts/time-text.js';
import { useKeys } from '../parts/use-keys.js';
import { href, navigate } from '../state/route.js';
import { useQuery } from '../state/use-query.js';
import { ErrorLinkView } from './error-link-view.js';
import { EventTrail } from './event-trail.js';
import { IssueActions, IssueStateTag } from './issue-state.js';

/** Frames, chain and message stand elsewhere on the view. */
const SHOWN_ELSEWHERE = [
  'exception.stacktrace',
  'exception.message',
  'exception.type',
  'sonde.error.chain',
  'sonde.error.frames',
  'sonde.error.fingerprint',
  'sonde.error.because',
  'sonde.error.whole',
];

/** One issue: why its events are together, its stack, and each event. */
export function IssueView({ fingerprint }: { fingerprint: string }): JSX.Element {
  const issue = useQuery<IssueAnswer>(
    `/api/issues/${encodeURIComponent(fingerprint)}`,
    {},
    { timed: false, refreshOn: 'issues' },
  );
  return (
    <div class="view">
      <Answer query={issue}>{(data) => <Issue issue={data} />}</Answer>
    </div>
  );
}

function Issue({ issue }: { issue: IssueAnswer }): JSX.Element {
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const at = Math.max(
    0,
    issue.events.findIndex((event) => event.id === chosen),
  );
  const event = issue.events[at];
  useKeys({
    move: (step) =>
      setChosen(issue.events[Math.max(0, Math.min(issue.events.length - 1, at + step))]?.id),
    open: () => event?.traceId && navigate(traceLink(event)),
  });
  return (
    <>
      <header class="head">
        <a class="back" href={href('/errors')}>
          ← Errors
        </a>
        <h1>
          <span class="bad">{visibleLine(issue.type)}</span>
          {!issue.handled && <span class="tag bad">unhandled</span>}
          {issue.source === 'browser' && <span class="tag">page</span>}
          <IssueStateTag issue={issue} />
        </h1>
        <p class="issue-message">
          <LongText text={issue.message} />
        </p>
        <dl class="facts">
          <div>
            <dt>Service</dt>
            <dd>
              <ServiceName name={issue.service} />
            </dd>
          </div>
          <div>
            <dt>Events</dt>
            <dd class="num strong">{formatCount(issue.count)}</dd>
          </div>
          <div>
            <dt>Users</dt>
            <dd class="num">{formatCount(issue.users)}</dd>
          </div>
          <div>
            <dt>Sessions</dt>
            <dd class="num">{formatCount(issue.sessions)}</dd>
          </div>
          <div>
            <dt>First seen</dt>
            <dd>
              <Ago time={issue.firstSeen} />
            </dd>
          </div>
          <div>
            <dt>Last seen</dt>
            <dd>
              <Ago time={issue.lastSeen} />
            </dd>
          </div>
          {issue.owners !== undefined && issue.owners.length > 0 && (
            <div>
              <dt>Owner</dt>
              <dd>{visibleLine(issue.owners.join(' ')).slice(0, 120)}</dd>
            </div>
          )}
          {issue.firstRelease !== undefined && (
            <div>
              <dt>Releases</dt>
              <dd title={visibleLine(issue.versions.join(', ')).slice(0, 500)}>
                {visibleLine(issue.firstRelease).slice(0, 60)}
                {issue.lastRelease !== issue.firstRelease &&
                  ` … ${visibleLine(issue.lastRelease ?? '').slice(0, 60)}`}
              </dd>
            </div>
          )}
          <div class="wide">
            <dt>Over time</dt>
            <dd>
              <Sparkbars values={issue.spark} errors={issue.spark} label="Events over time" />
            </dd>
          </div>
        </dl>
        <IssueActions issue={issue} />
        <p class="because">
          <b>Why these are together</b> {visibleLine(issue.because)}
        </p>
      </header>
      <Reasons
        path={`/api/issues/${encodeURIComponent(issue.fingerprint)}/reasons`}
        refreshOn="issues"
      />
      <div class="columns issue-columns">
        <div>
          <section class="panel">
            <h2>
              {event ? (
                <>
                  Event of <Clock time={event.time} />
                </>
              ) : (
                'No event is kept'
              )}
              {event && event.count > 1 && (
                <span class="tag">stands for {formatCount(event.count)}</span>
              )}
              {event?.traceId && (
                <a class="button" href={traceLink(event)}>
                  Open the trace
                </a>
              )}
            </h2>
            {event?.chain.map((link, place) => (
              // A chain has no other identity than its order.
              <ErrorLinkView key={`${event.id} ${place}`} link={link} />
            ))}
          </section>
          {event && <EventTrail event={event} />}
        </div>
        <div>
          <section class="panel">
            <h2>
              Events <span class="count">{issue.events.length}</span>
            </h2>
            <ul class="rows event-list">
              {issue.events.map((one) => (
                <li key={one.id} class={one === event ? 'active' : ''}>
                  <button
                    type="button"
                    aria-pressed={one === event}
                    onClick={() => setChosen(one.id)}
                  >
                    <Clock time={one.time} />
                    {one.count > 1 && <span class="num">{formatCount(one.count)}×</span>}
                  </button>
                  {one.traceId && <a href={traceLink(one)}>trace</a>}
                </li>
              ))}
            </ul>
          </section>
          {issue.routes.length > 0 && (
            <section class="panel">
              <h2>Where</h2>
              <ul class="rows">
                {issue.routes.slice(0, 20).map((route) => (
                  <li key={route.route} class="pair">
                    <span class="cut">{visibleLine(route.route)}</span>
                    <span class="num">{formatCount(route.count)}×</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {issue.similar.length > 0 && (
            <section class="panel">
              <h2>Similar</h2>
              <ul class="rows">
                {issue.similar.map((one) => (
                  <li key={one.fingerprint} class="pair">
                    <a class="cut" href={href(`/errors/${encodeURIComponent(one.fingerprint)}`)}>
                      {visibleLine(one.title)}
                    </a>
                    <ServiceName name={one.service} />
                  </li>
                ))}
              </ul>
            </section>
          )}
          {event && (
            <section class="panel">
              <h2>Attributes</h2>
              {event.traceId && (
                <p class="meta pad">
                  trace <CopyId id={event.traceId} label="trace id" />
                </p>
              )}
              <Attributes of={event.attributes} without={SHOWN_ELSEWHERE} />
            </section>
          )}
        </div>
      </div>
    </>
  );
}

function traceLink(event: IssueEvent): string {
  return href(`/traces/${encodeURIComponent(event.traceId ?? '')}`, { span: event.spanId });
}
