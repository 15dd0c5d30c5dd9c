import type { LogRow } from '../api.js';
import type { LogFilter } from '../store/queries.js';
import { searchText } from './plain-attributes.js';
import { severityOfLevel } from './write-logs.js';

const MAX_TERMS = 16;
const MAX_TERM_LENGTH = 200;

interface Term {
  key: string | undefined;
  text: string;
  /** In quotes: a phrase of whole words. */
  exact: boolean;
}

/** `word "a phrase" key:value key:"two words"` */
export function parseSearch(q: string): Term[] {
  const terms: Term[] = [];
  for (const match of q.matchAll(/(?:([\w.@/-]+):)?(?:"([^"]*)"?|(\S+))/g)) {
    const [, key, quoted, word] = match;
    const text = (quoted ?? word ?? '').slice(0, MAX_TERM_LENGTH);
    if (words(text).length === 0) continue;
    terms.push({ key, text, exact: quoted !== undefined });
    if (terms.length === MAX_TERMS) break;
  }
  return terms;
}

/** Letters and digits in a row, as SQLite's unicode61 sees them. */
function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{Co}]+/gu) ?? [];
}

/** A phrase of FTS5: only letters and digits get in, so that no operator can. */
function phrase(list: string[], prefix: boolean): string {
  const last = list.at(-1) ?? '';
  return `"${list.join(' ')}"${prefix && last.length >= 2 ? '*' : ''}`;
}

/** The FTS5 query of the terms; empty if there is none. */
export function matchQuery(terms: readonly Term[], attributeColumn?: string): string {
  return terms
    .map(({ key, text, exact }) => {
      if (key === undefined) return phrase(words(text), !exact);
      const both = phrase([...words(key), ...words(text)], false);
      return attributeColumn === undefined ? both : `${attributeColumn} : ${both}`;
    })
    .join(' AND ');
}

const ROW_KEYS: Readonly<Record<string, keyof LogFilter>> = {
  service: 'service',
  'service.name': 'service',
  trace_id: 'traceId',
  traceId: 'traceId',
  span_id: 'spanId',
  spanId: 'spanId',
};

/** Takes out of the terms what columns answer: `service:`, `level:`, `trace_id:`, `span_id:`. */
export function splitSearch(filter: LogFilter): { terms: Term[]; filter: LogFilter } {
  const rest: LogFilter = { ...filter };
  const terms = parseSearch(filter.q ?? '').filter(({ key, text }) => {
    if (key === undefined) return true;
    const column = Object.hasOwn(ROW_KEYS, key) ? ROW_KEYS[key] : undefined;
    if (column !== undefined) Object.assign(rest, { [column]: text });
    const isLevel = key === 'level' && /^(trace|debug|info|warn|error|fatal)$/.test(text);
    if (isLevel) Object.assign(rest, { level: text });
    return column === undefined && !isLevel;
  });
  return { terms, filter: rest };
}

/** The same question asked of one row, for the live tail. */
export function createRowMatcher(given: LogFilter): (row: LogRow) => boolean {
  const { terms, filter } = splitSearch(given);
  const lowest = filter.level === undefined ? 0 : severityOfLevel(filter.level);
  const tests = terms.map(({ key, text, exact }) => ({
    body: key === undefined,
    needle: ` ${[...words(key ?? ''), ...words(text)].join(' ')}${exact || key !== undefined ? ' ' : ''}`,
  }));
  return (row) => {
    if (lowest > 0 && severityOfLevel(row.level) < lowest) return false;
    if (filter.service !== undefined && row.service !== filter.service) return false;
    if (filter.traceId !== undefined && row.traceId !== filter.traceId) return false;
    if (filter.spanId !== undefined && row.spanId !== filter.spanId) return false;
    if (tests.length === 0) return true;
    const attributes = ` ${words(searchText(row.attributes)).join(' ')} `;
    const body = ` ${words(row.message).join(' ')} `;
    return tests.every(
      ({ body: inBody, needle }) =>
        attributes.includes(needle) || (inBody && body.includes(needle)),
    );
  };
}
