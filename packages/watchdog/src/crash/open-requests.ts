import { cutAtWord } from './cut-at-word.js';

/** What is being served is known up to so many, and told up to so many. */
const MAX_KEPT = 2000;
const MAX_TOLD = 20;
const MAX_TEXT = 200;

/** A span that is not over. */
export interface OpenSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startMs: number;
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
}

/** The requests that this thread serves. */
export interface OpenRequests {
  started(span: OpenSpan): void;
  ended(span: OpenSpan): void;
  /** One line each, the oldest first. */
  told(now: number): string[];
}

function pathOf({ keys, values }: OpenSpan): string {
  const at = keys.indexOf('url.path');
  const path = at === -1 ? '' : values[at];
  return typeof path === 'string' ? ` ${path}` : '';
}

export function createOpenRequests(): OpenRequests {
  const open = new Set<OpenSpan>();
  return {
    started(span) {
      if (open.size < MAX_KEPT) open.add(span);
    },
    ended(span) {
      open.delete(span);
    },
    told(now) {
      const told: string[] = [];
      for (const span of open) {
        if (told.length >= MAX_TOLD) break;
        const seconds = ((now - span.startMs) / 1000).toFixed(1);
        const what = cutAtWord(`${span.name}${pathOf(span)}`, MAX_TEXT);
        told.push(`${what} for ${seconds} s, trace ${span.traceId}`);
      }
      return open.size > told.length ? [...told, `and ${open.size - told.length} more`] : told;
    },
  };
}
