import { QueryError } from '../store/queries.js';
import type { Store } from '../store/store.js';
import {
  hexId,
  hexParameter,
  levelParameter,
  limitParameter,
  numberParameter,
  oneOfParameter,
  present,
  textParameter,
  windowParameters,
} from './api-parameters.js';

const MAX_LIMIT = 500;
const DAY_MS = 86_400_000;
const STATES = ['new', 'known', 'resolved', 'returned', 'muted'] as const;

/** The answer to a path below `/api/`; undefined if there is nothing of that name. */
export async function answerApi(
  store: Store,
  path: readonly string[],
  query: URLSearchParams,
  now: number,
): Promise<unknown> {
  const [name, id, part, partId] = path;
  if (path.length > 4 || (path.length > 1 && name !== 'traces' && name !== 'issues'))
    return undefined;
  const window = windowParameters(query, now);
  const service = textParameter(query, 'service');
  const q = textParameter(query, 'q');
  const cursor = textParameter(query, 'cursor', 200);
  const list = { ...window, ...present({ service, q, cursor }) };
  switch (name) {
    case 'services':
      return store.query('services', window);
    case 'logs':
      return store.query('logs', {
        ...list,
        ...logFilter(query),
        order: oneOfParameter(query, 'order', ['asc', 'desc']) ?? 'desc',
        limit: limitParameter(query, 100, MAX_LIMIT),
        histogram: query.get('histogram') === '1',
      });
    case 'issues':
      if (id === undefined) {
        const state = oneOfParameter(query, 'state', STATES);
        const limit = limitParameter(query, 50, 200);
        return store.query('issues', { ...list, ...present({ state }), limit });
      }
      if (id.length > 64) return undefined;
      if (part === 'reasons' && partId === undefined) {
        return store.query('issueReasons', { fingerprint: id, ...window });
      }
      if (part !== undefined) return undefined;
      return store.query('issue', { fingerprint: id, ...window });
    case 'runtime':
      return store.query('runtime', { ...window, ...present({ service }) });
    case 'page':
      return store.query('page', { ...window, ...present({ service }) });
    case 'traces':
      break;
    default:
      return undefined;
  }
  if (id === undefined) {
    return store.query('traces', {
      ...list,
      ...present({
        route: textParameter(query, 'route'),
        minMs: numberParameter(query, 'minMs', 0, DAY_MS),
        maxMs: numberParameter(query, 'maxMs', 0, DAY_MS),
      }),
      errorsOnly: oneOfParameter(query, 'status', ['error', 'ok', 'all']) === 'error',
      limit: limitParameter(query, 50, MAX_LIMIT),
    });
  }
  const traceId = hexId(id, 'traceId', 32);
  if (part === undefined) return store.query('trace', { traceId });
  if (part === 'reasons' && partId === undefined) return store.query('traceReasons', { traceId });
  if (part !== 'spans') return undefined;
  if (partId !== undefined) {
    return store.query('span', { traceId, spanId: hexId(partId, 'spanId', 16) });
  }
  return store.query('spans', {
    traceId,
    offset: Math.trunc(numberParameter(query, 'offset', 0, 1_000_000) ?? 0),
    limit: limitParameter(query, 200, MAX_LIMIT),
    collapsed: collapsedParameter(query),
  });
}

/** What narrows a list of logs, the live one too. @throws QueryError */
export function logFilter(query: URLSearchParams): {
  q?: string;
  level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  service?: string;
  traceId?: string;
  spanId?: string;
} {
  return present({
    q: textParameter(query, 'q'),
    level: levelParameter(query),
    service: textParameter(query, 'service'),
    traceId: hexParameter(query, 'traceId', 32),
    spanId: hexParameter(query, 'spanId', 16),
  });
}

function collapsedParameter(query: URLSearchParams): string[] {
  const text = textParameter(query, 'collapsed', 20_000);
  if (text === undefined) return [];
  const ids = text.split(',');
  if (ids.length > 1000) throw new QueryError('collapsed', 'collapsed may name 1000 spans');
  return ids.map((id) => hexId(id, 'collapsed', 16));
}
