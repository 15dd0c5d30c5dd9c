import type { DatabaseSync } from 'node:sqlite';
import type { IssueState, LiveIssue } from '../api.js';
import type { IssueChange } from '../store/queries.js';
import { isNewerRelease } from './newer-release.js';

/** An issue that nobody has decided on is no longer new after this. */
const NEW_MS = 24 * 3_600_000;

type Row = Record<string, unknown>;

/** What became of an issue: what was decided, and what its events have made of that. */
export interface IssueStates {
  /**
   * Notes that an event came, in its transaction.
   *
   * @param isUnseen whether the issue had no event of this release before
   */
  saw(issue: number, event: { time: number; release: string | undefined; isUnseen: boolean }): void;
  /** Notes that an issue was made. */
  made(issue: number): void;
  /** False if there is no such issue. */
  change(fingerprint: string, change: IssueChange): boolean;
}

/**
 * @param tell called once for an issue that is new, and once each time that a resolved one returns
 */
export function createIssueStates(
  database: DatabaseSync,
  nowMs: () => number,
  tell: (issue: LiveIssue) => void,
): IssueStates {
  const read = database.prepare('SELECT * FROM issues WHERE id = ?');
  const find = database.prepare('SELECT * FROM issues WHERE fingerprint = ?');
  const decided = database.prepare(
    'SELECT decided_at, decided_release FROM issues WHERE id = ? AND decision = ?',
  );
  const setReleases = database.prepare(
    'UPDATE issues SET first_release = coalesce(first_release, ?1), last_release = ?1 WHERE id = ?2',
  );
  const setDecision = database.prepare(
    'UPDATE issues SET decision = ?, decided_at = ?, decided_release = ?, muted_until = ? WHERE id = ?',
  );

  function tellOf(issue: number, state: LiveIssue['state']): void {
    const row = read.get(issue);
    if (row !== undefined) tell(liveIssue(row, state));
  }

  return {
    saw(issue, { time, release, isUnseen }) {
      const row = decided.get(issue, 'resolved');
      if (release !== undefined && isUnseen) {
        const last = read.get(issue)?.['last_release'];
        const isOlder = typeof last === 'string' && isNewerRelease(last, release) === true;
        if (last !== release && !isOlder) setReleases.run(release, issue);
      }
      // What happened before the decision and came late is not news.
      if (row === undefined || time <= (row['decided_at'] as number)) return;
      if (!isReturn(row['decided_release'], release, isUnseen)) return;
      setDecision.run('returned', time, release ?? null, null, issue);
      tellOf(issue, 'returned');
    },
    made: (issue) => tellOf(issue, 'new'),
    change(fingerprint, change) {
      const row = find.get(fingerprint);
      if (row === undefined) return false;
      const id = row['id'] as number;
      const now = Math.round(nowMs() * 1000);
      switch (change.action) {
        case 'resolve': {
          const release = change.release ?? row['last_release'];
          setDecision.run('resolved', now, typeof release === 'string' ? release : null, null, id);
          break;
        }
        case 'mute':
          setDecision.run('muted', now, null, Math.round(change.until * 1000), id);
          break;
        case 'reopen':
          setDecision.run('known', now, null, null, id);
          break;
      }
      return true;
    },
  };
}

/** An older release may still run somewhere and throw; only a newer one means that it is back. */
function isReturn(resolvedIn: unknown, release: string | undefined, isUnseen: boolean): boolean {
  if (typeof resolvedIn !== 'string' || release === undefined) return true;
  return isNewerRelease(release, resolvedIn) ?? isUnseen;
}

/** The state of an issue's row at a moment. */
export function issueStateOf(row: Row, nowMs: number): IssueState {
  const until = row['muted_until'];
  switch (row['decision']) {
    case 'resolved':
    case 'returned':
      return row['decision'];
    case 'muted':
      return typeof until === 'number' && until / 1000 > nowMs ? 'muted' : 'known';
    case 'known':
      return 'known';
    default:
      return (row['received_first'] as number) * 1000 > nowMs - NEW_MS ? 'new' : 'known';
  }
}

/** The same as a condition in SQL on a row. */
export function stateCondition(state: IssueState, nowMs: number): string {
  const now = Math.trunc(nowMs);
  const newest = `received_first * 1000 > ${now - NEW_MS}`;
  const mutedStill = `decision = 'muted' AND muted_until / 1000 > ${now}`;
  const conditions: Record<IssueState, string> = {
    new: `decision IS NULL AND ${newest}`,
    known: `(decision = 'known' OR (decision = 'muted' AND NOT (${mutedStill})) OR (decision IS NULL AND NOT (${newest})))`,
    muted: mutedStill,
    resolved: "decision = 'resolved'",
    returned: "decision = 'returned'",
  };
  return conditions[state];
}

function liveIssue(row: Row, state: LiveIssue['state']): LiveIssue {
  const release = row['last_release'];
  return {
    fingerprint: row['fingerprint'] as string,
    state,
    type: row['type'] as string,
    message: row['message'] as string,
    service: row['service'] as string,
    ...(typeof release === 'string' ? { release } : {}),
  };
}
