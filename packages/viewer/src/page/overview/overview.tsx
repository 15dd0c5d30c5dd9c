import type { JSX } from 'preact';
import type { IssuesAnswer, ServicesAnswer } from '../../api.js';
import { formatCount } from '../format/format-number.js';
import { visibleLine } from '../format/visible-text.js';
import { Answer } from '../parts/answer.js';
import { AddService, Empty } from '../parts/empty.js';
import { ServiceName } from '../parts/service-name.js';
import { Ago } from '../parts/time-text.js';
import { status } from '../state/live.js';
import { href } from '../state/route.js';
import { useQuery } from '../state/use-query.js';
import { CallGraph } from './call-graph.js';
import { ServiceTable } from './service-table.js';

const LATEST_ISSUES = 6;

/** How every service does, who calls whom, what broke last. */
export function Overview(): JSX.Element {
  const services = useQuery<ServicesAnswer>('/api/services', {}, { refreshOn: 'traces' });
  return (
    <div class="view">
      <h1 class="sr">Overview</h1>
      <Answer query={services}>
        {(data) =>
          data.services.length === 0 ? (
            <NoService />
          ) : (
            <>
              <ServiceTable services={data.services} />
              <div class="columns">
                <section class="panel">
                  <h2>Who calls whom</h2>
                  <CallGraph services={data.services} edges={data.edges} />
                </section>
                <LatestIssues />
              </div>
            </>
          )
        }
      </Answer>
    </div>
  );
}

function NoService(): JSX.Element {
  const store = status.value?.store;
  const empty = !store || store.spans + store.logs + store.metricPoints === 0;
  return empty ? <AddService /> : <Empty what="services" />;
}

function LatestIssues(): JSX.Element {
  const issues = useQuery<IssuesAnswer>(
    '/api/issues',
    { limit: LATEST_ISSUES },
    { refreshOn: 'issues' },
  );
  return (
    <section class="panel">
      <h2>
        Latest errors <a href={href('/errors')}>All</a>
      </h2>
      <Answer query={issues}>
        {({ issues: list }) =>
          list.length === 0 ? (
            <p class="muted pad">No errors in this time.</p>
          ) : (
            <ul class="rows">
              {list.map((issue) => (
                <li key={issue.fingerprint}>
                  <a
                    class="issue-line"
                    href={href(`/errors/${encodeURIComponent(issue.fingerprint)}`)}
                  >
                    <span class="cut">
                      <b class="bad">{visibleLine(issue.type)}</b> {visibleLine(issue.message)}
                    </span>
                    <span class="meta">
                      <ServiceName name={issue.service} />
                      <span class="num">{formatCount(issue.count)}×</span>
                      <Ago time={issue.lastSeen} />
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </section>
  );
}
