import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { IssueChangeRequest, IssueState, IssueSummary } from '../../api.js';
import { formatFullTime } from '../format/format-time.js';
import { visibleLine } from '../format/visible-text.js';
import { bump } from '../state/live.js';
import { postJson } from '../state/post-json.js';

const TAGS: Record<IssueState, string> = {
  new: 'tag warn',
  known: 'tag',
  resolved: 'tag good',
  returned: 'tag bad',
  muted: 'tag',
};
const DAY_MS = 86_400_000;

/** A known issue is the usual one, and says nothing. */
export function IssueStateTag({
  issue,
  brief = false,
}: {
  issue: IssueSummary;
  /** Without the release. */
  brief?: boolean;
}): JSX.Element | null {
  const { state, stateRelease } = issue;
  if (state === 'known') return null;
  const release =
    brief || stateRelease === undefined ? '' : ` in ${visibleLine(stateRelease).slice(0, 40)}`;
  return <span class={TAGS[state]}>{state === 'muted' ? state : state + release}</span>;
}

/** What can be decided about an issue. */
export function IssueActions({ issue }: { issue: IssueSummary }): JSX.Element {
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const change = async (request: IssueChangeRequest): Promise<void> => {
    setBusy(true);
    try {
      await postJson(`/api/issues/${encodeURIComponent(issue.fingerprint)}`, request);
      setFailure(undefined);
      bump('issues');
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  const isClosed = issue.state === 'resolved' || issue.state === 'muted';
  return (
    <div class="actions" role="group" aria-label="What becomes of this issue">
      {issue.state !== 'resolved' && (
        <button
          type="button"
          class="button"
          disabled={busy}
          onClick={() => void change({ action: 'resolve' })}
        >
          {issue.lastRelease === undefined
            ? 'Resolve'
            : `Resolve after ${visibleLine(issue.lastRelease).slice(0, 30)}`}
        </button>
      )}
      {!isClosed &&
        [1, 7].map((days) => (
          <button
            key={days}
            type="button"
            class="button"
            disabled={busy}
            onClick={() => void change({ action: 'mute', until: Date.now() + days * DAY_MS })}
          >
            {days === 1 ? 'Mute for a day' : 'Mute for a week'}
          </button>
        ))}
      {isClosed && (
        <button
          type="button"
          class="button"
          disabled={busy}
          onClick={() => void change({ action: 'reopen' })}
        >
          Reopen
        </button>
      )}
      {issue.state === 'muted' && issue.mutedUntil !== undefined && (
        <span class="muted small">
          muted until <span class="num">{formatFullTime(issue.mutedUntil)}</span>
        </span>
      )}
      {failure !== undefined && <span role="alert">{failure}</span>}
    </div>
  );
}
