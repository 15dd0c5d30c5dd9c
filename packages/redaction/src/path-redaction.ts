import fastRedact from 'fast-redact';
import { createReplacement } from './create-replacement.js';
import { DEFAULT_REDACTION } from './options.js';
import { ANY, DEEP, type PathSegment, parsePath } from './parse-path.js';
import { createPathMatcher, type PathMatcher, type PathState } from './path-matcher.js';
import { stringifySafely } from './stringify-safely.js';
import type { WalkRules } from './walk-rules.js';
import { walkValue } from './walk-value.js';

/** JSON of an object, without what stands at the paths. */
export type PathRedaction = (value: unknown) => string;

/**
 * Redaction by path to JSON text. Exact paths and those with one `*` are compiled by fast-redact,
 * which works on a copy of the containers along the paths, since it changes what it is given and
 * passes over frozen objects. `**`, more than one `*`, and processes that forbid code generation
 * from strings take a walker. The input is never changed. Never throws; a path that is none is left
 * out.
 */
export function createPathRedaction(
  paths: readonly string[],
  censor: string = DEFAULT_REDACTION.censor,
): PathRedaction {
  const parsed = paths.flatMap((path) => {
    const segments = parsePath(path);
    return segments ? [segments] : [];
  });
  if (parsed.length === 0) return stringifySafely;
  return (
    (parsed.every(isCompilable) ? compiled(parsed, censor) : undefined) ?? walked(parsed, censor)
  );
}

/** fast-redact over a copy; `undefined` where code may not be generated. */
function compiled(parsed: readonly PathSegment[][], censor: string): PathRedaction | undefined {
  const matcher = createPathMatcher(parsed);
  try {
    const redact = fastRedact({
      paths: parsed.map(toText),
      censor,
      serialize: (plain) => JSON.stringify(plain) ?? 'null',
      strict: false,
    });
    const fallback = walked(parsed, censor);
    return (value) => {
      if (typeof value !== 'object' || value === null) return stringifySafely(value);
      try {
        return redact(copyAlong(value, matcher, matcher.start, 0));
      } catch {
        return fallback(value);
      }
    };
  } catch {
    return undefined;
  }
}

function walked(parsed: readonly PathSegment[][], censor: string): PathRedaction {
  const rules: WalkRules = {
    paths: createPathMatcher(parsed),
    isSecretKey: () => false,
    byValue: false,
    text: (text) => text,
    isSecretNumber: () => false,
    replacement: createReplacement({ ...DEFAULT_REDACTION, censor }, undefined),
    found: () => {},
    maxNodes: 1_000_000,
  };
  return (value) => stringifySafely(walkValue(value, rules));
}

/** Copies the containers that a path goes through; all others are the input's own. */
function copyAlong(value: unknown, matcher: PathMatcher, state: PathState, depth: number): unknown {
  if (typeof value !== 'object' || value === null || state === undefined || depth > 64)
    return value;
  const toJson: unknown = (value as { toJSON?: unknown }).toJSON;
  if (typeof toJson === 'function') {
    const shown: unknown = (toJson as (this: object, key: string) => unknown).call(value, '');
    if (shown !== value) return copyAlong(shown, matcher, state, depth + 1);
  }
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
  for (const key of Object.keys(value)) {
    const inner = (value as Record<string, unknown>)[key];
    const next = matcher.step(state, key);
    const after =
      next === undefined || matcher.ends(next) ? inner : copyAlong(inner, matcher, next, depth + 1);
    if (key === '__proto__')
      Object.defineProperty(copy, key, {
        value: after,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    else (copy as Record<string, unknown>)[key] = after;
  }
  return copy;
}

function isCompilable(path: readonly PathSegment[]): boolean {
  return (
    !path.includes(DEEP) &&
    path.filter((segment) => segment === ANY).length <= 1 &&
    !path.includes('__proto__')
  );
}

function toText(path: readonly PathSegment[]): string {
  return path
    .map((segment) => (typeof segment === 'string' ? `[${JSON.stringify(segment)}]` : '[*]'))
    .join('');
}
