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
  /** Where {@link OpenRequests} keeps it; below 0 before that. */
  place: number;
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

/**
 * In places that are used again: a Set makes itself anew as it changes, and what it leaves behind
 * would hold ended spans until the next full garbage collection.
 */
export function createOpenRequests(): OpenRequests {
  const places: (OpenSpan | undefined)[] = [];
  const free: number[] = [];
  let next = 0;
  return {
    started(span) {
      let place = free.pop() ?? places.length;
      if (place >= MAX_KEPT) {
        // Spans that never end must not hide those that come.
        place = next++ % MAX_KEPT;
        const old = places[place];
        if (old) old.place = -1;
      }
      places[place] = span;
      span.place = place;
    },
    ended(span) {
      const { place } = span;
      if (place < 0) return;
      places[place] = undefined;
      free.push(place);
      span.place = -1;
    },
    told(now) {
      const open = places.filter((span) => span !== undefined);
      open.sort((a, b) => a.startMs - b.startMs);
      const told = open.slice(0, MAX_TOLD).map((span) => {
        const seconds = ((now - span.startMs) / 1000).toFixed(1);
        const what = cutAtWord(`${span.name}${pathOf(span)}`, MAX_TEXT);
        return `${what} for ${seconds} s, trace ${span.traceId}`;
      });
      return open.length > told.length ? [...told, `and ${open.length - told.length} more`] : told;
    },
  };
}
