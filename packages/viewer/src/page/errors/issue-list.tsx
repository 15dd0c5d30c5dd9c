import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { IssueSummary } from '../../api.js';
import { formatCount } from '../format/format-number.js';
import { visibleLine } from '../format/visible-text.js';
import { Loading } from '../parts/answer.js';
import { Choice } from '../parts/choice.js';
import { Empty } from '../parts/empty.js';
import { SearchBox } from '../parts/search-box.js';
import { ServiceChoice } from '../parts/service-choice.js';
import { ServiceName } from '../parts/service-name.js';
import { Sparkbars } from '../parts/sparkline.js';
import { Ago } from '../parts/time-text.js';
import { useKeys } from '../parts/use-keys.js';
import { WindowList } from '../parts/window-list.js';
import { href, navigate, param } from '../state/route.js';
import { usePages } from '../state/use-pages.js';
import { IssueStateTag } from './issue-state.js';

const ROW_PX = 78;
const STATES = ['new', 'known', 'returned', 'resolved', 'muted'];

/** Errors, those alike put together, last seen first. */
export function IssueList(): JSX.Element {
  const list = usePages<IssueSummary>(
    '/api/issues',
    { service: param('service'), q: param('q'), state: param('state') },
    (answer) => answer['issues'] as IssueSummary[],
    (issue) => issue.fingerprint,
    { refreshOn: 'issues' },
  );
  const [active, setActive] = useState(-1);
  const { rows } = list;
  useKeys({
    move: (step) => setActive(Math.max(0, Math.min(rows.length - 1, active + step))),
    open: () => {
      const issue = rows[active];
      if (issue) navigate(issueLink(issue));
    },
  });
  return (
    <div class="view">
      <h1 class="sr">Errors</h1>
      <div class="filters" role="search" aria-label="Filter errors">
        <SearchBox label="Search errors" hint="Search type, message, function …  ( / )" />
        <ServiceChoice />
        <Choice name="state" label="State" any="All states" options={STATES} />
      </div>
      {list.failure && (
        <p class="notice" role="alert">
          {list.failure.message}
        </p>
      )}
      {list.loading && rows.length === 0 && <Loading />}
      {!list.loading && !list.failure && rows.length === 0 && (
        <Empty what="errors">
          <p class="muted">
            Uncaught errors, unhandled rejections and errors in log lines come here by themselves;{' '}
            <code>captureError(error)</code> of <code>@sonde/node</code> sends others.
          </p>
        </Empty>
      )}
      {rows.length > 0 && (
        <section class={list.stale ? 'panel stale' : 'panel'} aria-label="Issues">
          <WindowList
            label="Issues"
            total={rows.length}
            rowHeight={ROW_PX}
            active={active}
            onWindow={(_, last) => last >= rows.length - 20 && list.loadMore()}
            render={(at) => <IssueRow issue={rows[at] as IssueSummary} active={at === active} />}
          />
        </section>
      )}
    </div>
  );
}

function IssueRow({ issue, active }: { issue: IssueSummary; active: boolean }): JSX.Element {
  return (
    <a class={active ? 'issue-row active' : 'issue-row'} href={issueLink(issue)}>
      <span class="issue-what">
        <span class="cut">
          <b class="bad">{visibleLine(issue.type)}</b>
          {!issue.handled && <span class="tag bad">unhandled</span>}
          {issue.source === 'browser' && <span class="tag">page</span>}
          <IssueStateTag issue={issue} brief />
        </span>
        <span class="cut">{visibleLine(issue.message)}</span>
        <span class="meta cut">
          <ServiceName name={issue.service} />
          {issue.culprit && <code class="cut">{visibleLine(issue.culprit)}</code>}
        </span>
      </span>
      <span class="wide issue-spark">
        <Sparkbars
          values={issue.spark}
          errors={issue.spark}
          label={`${issue.count} events over time`}
        />
      </span>
      <span class="issue-numbers num">
        <b>{formatCount(issue.count)}</b>
        <span class="muted small">{issue.count === 1 ? 'event' : 'events'}</span>
      </span>
      <span class="issue-numbers num wide">
        <b>{formatCount(issue.users)}</b>
        <span class="muted small">{issue.users === 1 ? 'user' : 'users'}</span>
      </span>
      <span class="issue-seen muted small">
        <Ago time={issue.lastSeen} />
        <span class="wide">
          first <Ago time={issue.firstSeen} />
        </span>
      </span>
    </a>
  );
}

function issueLink(issue: IssueSummary): string {
  return href(`/errors/${encodeURIComponent(issue.fingerprint)}`);
}
