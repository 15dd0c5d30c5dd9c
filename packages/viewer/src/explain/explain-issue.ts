import type { Reason } from '../api.js';

const DAY_MS = 86_400_000;
/** Of its events, to be said of a route or a user. */
const MOSTLY = 0.9;
const LEAST_EVENTS = 3;
const MAX_OF_TRACE = 3;

/** What is known of an issue. Times in milliseconds since the epoch. */
export interface IssueFacts {
  count: number;
  users: number;
  firstSeen: number;
  lastSeen: number;
  firstRelease?: string;
  lastRelease?: string;
  versions: string[];
  routes: { route: string; count: number }[];
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** A few plain sentences about an issue. @param ofTrace those about the trace of its latest event. */
export function explainIssue(issue: IssueFacts, ofTrace: readonly Reason[]): Reason[] {
  const reasons: Reason[] = [];
  const add = (kind: Reason['kind'], text: string): void => {
    reasons.push({ kind, text, ms: 0 });
  };
  if (issue.firstRelease !== undefined) {
    const still = issue.lastRelease !== undefined && issue.lastRelease !== issue.firstRelease;
    add(
      'first_seen',
      `First seen in version ${issue.firstRelease}${still ? `, still there in ${issue.lastRelease}` : ''}.`,
    );
  }
  const days = (issue.lastSeen - issue.firstSeen) / DAY_MS;
  const [top] = issue.routes;
  if (top && issue.count >= LEAST_EVENTS && top.count >= issue.count * MOSTLY) {
    const share = top.count >= issue.count ? 'All' : `${top.count} of ${issue.count}`;
    add('where', `${share} of its events came of ${top.route}.`);
  }
  if (issue.users > 0 && issue.count >= LEAST_EVENTS) {
    const when = days >= 2 ? ` in ${Math.round(days)} days` : '';
    add('where', `It met ${plural(issue.users, 'user')} ${issue.count} times${when}.`);
  }
  const about = ofTrace.filter(({ kind }) => kind !== 'first_seen').slice(0, MAX_OF_TRACE);
  return [
    ...reasons,
    ...about.map((one) => ({ ...one, text: `In its latest trace: ${one.text}` })),
  ];
}
