import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { IssueList } from './errors/issue-list.js';
import { IssueNotice } from './errors/issue-notice.js';
import { IssueView } from './errors/issue-view.js';
import { LogsView } from './logs/logs-view.js';
import { Overview } from './overview/overview.js';
import { Help } from './parts/help.js';
import { TopBar } from './parts/top-bar.js';
import { RuntimeView } from './runtime/runtime-view.js';
import { connection } from './state/live.js';
import { href, segments } from './state/route.js';
import { TraceList } from './traces/trace-list.js';
import { TraceView } from './traces/trace-view.js';
import { PageView } from './vitals/page-view.js';

/** The whole page. */
export function App(): JSX.Element {
  const [view = '', id] = segments.value;
  const { title, body } = choose(view, id);
  useEffect(() => {
    document.title = `${title} · Sonde`;
    document.querySelector('main')?.scrollTo(0, 0);
  }, [title]);
  return (
    <>
      <TopBar />
      {connection.value === 'gone' && (
        <p class="gone" role="alert">
          The viewer does not answer. It may have been stopped; start it with <code>sonde up</code>.
          Trying again…
        </p>
      )}
      <main data-scroller>{body}</main>
      <IssueNotice />
      <Help />
    </>
  );
}

function choose(view: string, id: string | undefined): { title: string; body: JSX.Element } {
  switch (view) {
    case '':
      return { title: 'Overview', body: <Overview /> };
    case 'traces':
      return id
        ? { title: `Trace ${id.slice(0, 8)}`, body: <TraceView key={id} traceId={id} /> }
        : { title: 'Traces', body: <TraceList /> };
    case 'logs':
      return { title: 'Logs', body: <LogsView /> };
    case 'errors':
      return id
        ? { title: `Issue ${id.slice(0, 8)}`, body: <IssueView key={id} fingerprint={id} /> }
        : { title: 'Errors', body: <IssueList /> };
    case 'runtime':
      return { title: 'Runtime', body: <RuntimeView /> };
    case 'page':
      return { title: 'Page', body: <PageView /> };
    default:
      return { title: 'Not found', body: <NotFound /> };
  }
}

function NotFound(): JSX.Element {
  return (
    <div class="notice">
      <h1>There is no such view</h1>
      <p>
        <a href={href('/')}>Go to the overview</a>
      </p>
    </div>
  );
}
