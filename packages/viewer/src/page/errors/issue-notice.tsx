import type { JSX } from 'preact';
import { visibleLine } from '../format/visible-text.js';
import { dismissIssues, newIssues } from '../state/new-issues.js';
import { href } from '../state/route.js';

/** Says, once each, that an issue is new or has returned. Nothing is taken from what is looked at. */
export function IssueNotice(): JSX.Element {
  const untold = newIssues.value;
  const [last] = untold;
  return (
    <div class="issue-notice" role="status">
      {last && (
        <div class="card">
          <a
            href={href(`/errors/${encodeURIComponent(last.fingerprint)}`)}
            onClick={() => dismissIssues()}
          >
            <strong>
              {last.state === 'new' ? 'New issue' : 'Returned issue'} in {visibleLine(last.service)}
            </strong>
            <span class="cut">{visibleLine(`${last.type}: ${last.message}`)}</span>
          </a>
          <footer>
            {untold.length > 1 && (
              <a href={href('/errors')} onClick={() => dismissIssues()}>
                and {untold.length - 1} more
              </a>
            )}
            <button type="button" class="quiet" onClick={() => dismissIssues()}>
              Dismiss
            </button>
          </footer>
        </div>
      )}
    </div>
  );
}
