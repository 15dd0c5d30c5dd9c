import { hideQueryValues } from '../hide-query-values.js';

const METHODS: ReadonlySet<string> = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
]);

/** A method of the conventions, or `_OTHER`: what a caller invents must not become a series. */
export function knownMethod(method: string): string {
  if (METHODS.has(method)) return method;
  const upper = method.toUpperCase();
  return METHODS.has(upper) ? upper : '_OTHER';
}

export interface Target {
  path: string;
  /** Without `?`, its values hidden; absent if there is none. */
  query?: string;
}

/** Paths that a URL parser would not change: no empty host, no dots to resolve, nothing to encode. */
const PLAIN = /^\/(?!\/)(?!.*(?:\/\.|%2e))[\w\-.~!$&()*+,;=:@%/]*$/i;

/** Splits a request target. @returns undefined if it is none that a URL can hold. */
export function splitTarget(target: string): Target | undefined {
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  let search = mark === -1 ? '' : target.slice(mark + 1);
  let resolved = path;
  if (!PLAIN.test(path) || search.includes('#')) {
    const url = URL.parse(target, 'http://localhost');
    if (url === null) return undefined;
    resolved = url.pathname;
    search = url.search.slice(1);
  }
  if (search === '') return { path: resolved };
  const query = hideQueryValues('url.query', new URLSearchParams(search).toString());
  return { path: resolved, query };
}

/** The `error.type` of an answer: its status where that is an error, on this side of the wire. */
export function errorTypeOf(status: number, from: 400 | 500): string | undefined {
  return status >= from && status < 600 ? String(status) : undefined;
}
