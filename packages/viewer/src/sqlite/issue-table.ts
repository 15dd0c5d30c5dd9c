import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { fingerprint } from '@sonde/errors';
import type { IssueError } from '../api.js';
import { errorChain } from './error-chain.js';
import type { IssueStates } from './issue-state.js';
import { attributesJson, cutText, numberOf, textOf } from './plain-attributes.js';

/** Newest kept of each issue. */
const MAX_EVENTS = 100;
/** Users, sessions, versions and routes counted of each issue. */
const MAX_TALLIES = { user: 10_000, session: 10_000, version: 50, route: 50 };
const MAX_ISSUES = 5000;
/** Stacks remembered of each issue, by their hash over dependencies and all. */
const MAX_WHOLES = 50;

const HASH = /^[\w-]{1,64}$/;

export interface ErrorOccurrence {
  attributes: Record<string, unknown>;
  time: number;
  resource: number;
  service: string;
  version: string | undefined;
  browser: boolean;
  traceId: string | undefined;
  spanId: string | undefined;
  /** The route of the span it stands on, where that is known. */
  route: string | undefined;
  /** A log record is an occurrence of its own; a span's event may be the echo of one. */
  from: 'log' | 'span';
  logId: number | undefined;
}

export interface IssueTable {
  /** Counts an error and says to which issue it belongs. */
  add(error: ErrorOccurrence): { id: number; fingerprint: string; counted: number } | undefined;
  reset(): void;
  /** Forgets what it has counted of issues, whose ids are given again when they are deleted. */
  swept(): void;
}

export function createIssueTable(
  database: DatabaseSync,
  nowSeconds: () => number,
  states: IssueStates,
): IssueTable {
  const findIssue = database.prepare('SELECT id FROM issues WHERE fingerprint = ?');
  const findWhole = database.prepare(
    'SELECT i.id, i.fingerprint FROM issue_wholes w JOIN issues i ON i.id = w.issue WHERE w.whole = ?',
  );
  const insertWhole = database.prepare(
    'INSERT INTO issue_wholes (whole, issue) SELECT ?1, ?2 ' +
      `WHERE (SELECT count(*) FROM issue_wholes WHERE issue = ?2) < ${MAX_WHOLES} ON CONFLICT DO NOTHING`,
  );
  const countIssues = database.prepare('SELECT count(*) AS n FROM issues');
  const insertIssue = database.prepare(
    'INSERT INTO issues (fingerprint, type, message, service, source, handled, because, culprit, ' +
      'count, users, sessions, first, last, received, received_first) ' +
      'VALUES (?1,?2,?3,?4,?5,?6,?7,?8,0,0,0,?9,?9,?10,?10) RETURNING id',
  );
  const updateIssue = database.prepare(
    'UPDATE issues SET count = count + ?, first = min(first, ?), last = max(last, ?), ' +
      'received = ?, message = ?, handled = min(handled, ?), culprit = coalesce(?, culprit) WHERE id = ?',
  );
  const twinOf = database.prepare(
    'SELECT e.id, e.log, e.issue, i.fingerprint FROM issue_events e JOIN issues i ON i.id = e.issue ' +
      'WHERE e.twin = ? ORDER BY e.log IS NULL DESC LIMIT 1',
  );
  const upgrade = database.prepare(
    'UPDATE issue_events SET log = ?, span_id = ?, chain = ?, attributes = ? WHERE id = ?',
  );
  const insertEvent = database.prepare(
    'INSERT INTO issue_events (issue, time, count, twin, log, trace_id, span_id, chain, attributes) ' +
      'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const trimEvents = database.prepare(
    'DELETE FROM issue_events WHERE issue = ?1 AND id NOT IN ' +
      `(SELECT id FROM issue_events WHERE issue = ?1 ORDER BY time DESC LIMIT ${MAX_EVENTS})`,
  );
  const tally = database.prepare(
    'INSERT INTO issue_tallies (issue, kind, label, n) VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT DO UPDATE SET n = n + excluded.n',
  );
  const knownTally = database.prepare(
    'SELECT 1 FROM issue_tallies WHERE issue = ? AND kind = ? AND label = ?',
  );
  const countTallies = database.prepare(
    'SELECT count(*) AS n FROM issue_tallies WHERE issue = ? AND kind = ?',
  );
  const tallyCounts = new Map<string, number>();
  const updatePeople = database.prepare(
    'UPDATE issues SET users = users + ?, sessions = sessions + ? WHERE id = ?',
  );
  const sinceTrim = new Map<number, number>();
  /** Made by the event that is being added. */
  const fresh = new Set<number>();

  /** Whether the label is new for the issue. */
  function addTally(
    issue: number,
    kind: keyof typeof MAX_TALLIES,
    given: string | undefined,
    n: number,
  ): boolean {
    if (given === undefined) return false;
    const label = given.slice(0, 300);
    const isNew = knownTally.get(issue, kind, label) === undefined;
    if (isNew) {
      const key = `${issue}.${kind}`;
      const count = tallyCounts.get(key) ?? Number(countTallies.get(issue, kind)?.['n']);
      if (count >= MAX_TALLIES[kind]) return false;
      tallyCounts.set(key, count + 1);
    }
    tally.run(issue, kind, label, n);
    return isNew;
  }

  function addPeople(issue: number, { attributes }: ErrorOccurrence, count: number): void {
    const user = addTally(issue, 'user', textOf(attributes, 'user.id'), count);
    const session = addTally(issue, 'session', textOf(attributes, 'session.id'), count);
    if (user || session) updatePeople.run(user ? 1 : 0, session ? 1 : 0, issue);
  }

  function issueOf(error: ErrorOccurrence, chain: IssueError[]): [number, string] | undefined {
    const [first] = chain;
    if (first === undefined) return undefined;
    const given = textOf(error.attributes, 'sonde.error.fingerprint');
    let id: string;
    let because = textOf(error.attributes, 'sonde.error.because') ?? 'grouped by its sender';
    let whole = textOf(error.attributes, 'sonde.error.whole');
    if (given !== undefined && HASH.test(given)) id = given;
    else ({ id, because, whole } = { whole: undefined, ...fingerprint(first) });
    // What the application itself calls one issue is never joined to another.
    if (whole === undefined || !HASH.test(whole) || 'sonde.fingerprint' in error.attributes) {
      whole = undefined;
    }
    const known = findIssue.get(id)?.['id'];
    if (typeof known === 'number') {
      if (whole !== undefined) insertWhole.run(whole, known);
      return [known, id];
    }
    const alike = whole === undefined ? undefined : findWhole.get(whole);
    if (alike !== undefined) return [alike['id'] as number, alike['fingerprint'] as string];
    if (Number(countIssues.get()?.['n']) >= MAX_ISSUES) return undefined;
    const made = insertIssue.get(
      id,
      first.type,
      cutText(first.message, 2000),
      error.service,
      error.browser ? 'browser' : 'server',
      1,
      cutText(because, 2000),
      culpritOf(first),
      error.time,
      nowSeconds(),
    );
    const number = made?.['id'] as number;
    fresh.add(number);
    if (whole !== undefined) insertWhole.run(whole, number);
    return [number, id];
  }

  return {
    add(error) {
      const { attributes } = error;
      const chain = errorChain(attributes);
      const [first] = chain;
      if (first === undefined) return undefined;
      const twin =
        error.traceId === undefined
          ? null
          : Number.parseInt(
              hash(
                'sha1',
                JSON.stringify([error.traceId, error.resource, first.type, first.message]),
              ).slice(0, 13),
              16,
            );
      const other = twin === null ? undefined : twinOf.get(twin);
      const same = {
        id: other?.['issue'] as number,
        fingerprint: other?.['fingerprint'] as string,
      };
      if (other !== undefined && error.from === 'span') return { ...same, counted: 0 };
      const json = attributesJson(withoutChain(attributes));
      if (other !== undefined && other['log'] === null) {
        const chainText = JSON.stringify(chain);
        upgrade.run(
          error.logId ?? null,
          error.spanId ?? null,
          chainText,
          json,
          Number(other['id']),
        );
        addPeople(same.id, error, 1);
        return { ...same, counted: 0 };
      }
      const found = issueOf(error, chain);
      if (found === undefined) return undefined;
      const [id, fingerprintId] = found;
      const claimed = numberOf(attributes, 'sonde.error.count') ?? 1;
      const count = Math.min(1_000_000, Math.max(1, Math.trunc(claimed)));
      insertEvent.run(
        id,
        error.time,
        count,
        twin,
        error.logId ?? null,
        error.traceId ?? null,
        error.spanId ?? null,
        JSON.stringify(chain),
        json,
      );
      const isUnseen = addTally(id, 'version', error.version, count);
      states.saw(id, { time: error.time, release: error.version, isUnseen });
      if (fresh.delete(id)) states.made(id);
      const route = error.route ?? textOf(attributes, 'http.route', 'url.path');
      addTally(id, 'route', route, count);
      addPeople(id, error, count);
      const handled = attributes['sonde.error.handled'] === false ? 0 : 1;
      const message = cutText(first.message, 2000);
      const { time } = error;
      updateIssue.run(count, time, time, nowSeconds(), message, handled, culpritOf(first), id);
      const inserted = (sinceTrim.get(id) ?? 0) + 1;
      sinceTrim.set(id, inserted >= MAX_EVENTS ? 0 : inserted);
      if (inserted >= MAX_EVENTS) trimEvents.run(id);
      return { id, fingerprint: fingerprintId, counted: count };
    },
    reset() {
      sinceTrim.clear();
      fresh.clear();
      tallyCounts.clear();
    },
    swept() {
      tallyCounts.clear();
    },
  };
}

function culpritOf(error: IssueError): string | null {
  const frame = error.frames.find((one) => one.inApp);
  if (frame === undefined) return null;
  const place = frame.line === undefined ? frame.file : `${frame.file}:${frame.line}`;
  return cutText(`${frame.function ?? '(anonymous)'} (${place})`, 500);
}

function withoutChain(attributes: Record<string, unknown>): Record<string, unknown> {
  const rest: Record<string, unknown> = {};
  for (const key of Object.keys(attributes)) {
    if (!key.startsWith('exception.') && !/^sonde\.error\.(chain|frames)$/.test(key)) {
      rest[key] = attributes[key];
    }
  }
  return rest;
}
