import type { Level } from '../api.js';
import { QueryError, type TimeWindow } from '../store/queries.js';

const HOUR_MS = 3_600_000;
const MAX_WINDOW_MS = 366 * 24 * HOUR_MS;
const MAX_TEXT = 1000;
const LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** A text parameter; what is absent or empty does not count. @throws QueryError */
export function textParameter(
  query: URLSearchParams,
  name: string,
  max: number = MAX_TEXT,
): string | undefined {
  const value = query.get(name);
  if (value === null || value === '') return undefined;
  if (value.length > max) throw new QueryError(name, `${name} may have ${max} characters`);
  return value;
}

/** @throws QueryError if it is no number from `min` to `max` */
export function numberParameter(
  query: URLSearchParams,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const text = textParameter(query, name, 40);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < min || value > max) {
    throw new QueryError(name, `${name} must be a number from ${min} to ${max}`);
  }
  return value;
}

/** @throws QueryError if it is no whole number from 1 to `max` */
export function limitParameter(query: URLSearchParams, byDefault: number, max: number): number {
  return Math.trunc(numberParameter(query, 'limit', 1, max) ?? byDefault);
}

/** `from` and `to`; the last hour without them. @throws QueryError */
export function windowParameters(query: URLSearchParams, now: number): TimeWindow {
  const highest = now + MAX_WINDOW_MS;
  const to = numberParameter(query, 'to', 0, highest) ?? now;
  const from = numberParameter(query, 'from', 0, highest) ?? Math.max(0, to - HOUR_MS);
  if (from > to) throw new QueryError('from', 'from must not be after to');
  return { from: Math.max(from, to - MAX_WINDOW_MS), to };
}

/** @throws QueryError */
export function oneOfParameter<const T extends string>(
  query: URLSearchParams,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = textParameter(query, name);
  const known = allowed.find((one) => one === value);
  if (value !== undefined && known === undefined) {
    throw new QueryError(name, `${name} must be one of ${allowed.join(', ')}`);
  }
  return known;
}

export function levelParameter(query: URLSearchParams): Level | undefined {
  return oneOfParameter(query, 'level', LEVELS);
}

/** An id in hex, in lower case. @throws QueryError */
export function hexParameter(
  query: URLSearchParams,
  name: string,
  length: number,
): string | undefined {
  const value = textParameter(query, name);
  return value === undefined ? undefined : hexId(value, name, length);
}

/** @throws QueryError */
export function hexId(value: string, name: string, length: number): string {
  const id = value.toLowerCase();
  if (id.length !== length || !/^[\da-f]+$/.test(id)) {
    throw new QueryError(name, `${name} must be ${length} hex digits`);
  }
  return id;
}

/** The parameters that are present, for options that must be absent rather than undefined. */
export function present<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as never;
}
