import { useEffect, useRef, useState } from 'preact/hooks';
import { type FetchFailure, fetchJson, type Params } from './fetch-json.js';
import type { Topic } from './live.js';
import { currentWindow, fixedWindow, rangeKey, type TimeWindow } from './time-range.js';
import { useNews } from './use-news.js';

const PAGE_ROWS = 100;
const REFRESH_MS = 2000;
/** Rows kept in memory; who needs more is better served by a narrower question. */
export const MOST_ROWS = 20_000;

export interface Pages<T> {
  rows: T[];
  /** The first answer of the present question, without its rows. */
  head: Record<string, unknown> | undefined;
  more: boolean;
  loading: boolean;
  stale: boolean;
  failure: FetchFailure | undefined;
  loadMore: () => void;
  /** Puts new rows at the start; rows known already are left out. */
  prepend: (rows: T[]) => void;
}

interface State<T> {
  key: string;
  rows: T[];
  head: Record<string, unknown> | undefined;
  next: string | undefined;
  window: TimeWindow | undefined;
  failure: FetchFailure | undefined;
}

/** A list that the viewer gives in windows: the first at once, the next when asked for. */
export function usePages<T>(
  path: string,
  params: Params,
  rowsOf: (answer: Record<string, unknown>) => T[],
  idOf: (row: T) => string,
  { refreshOn }: { refreshOn?: Topic } = {},
): Pages<T> {
  const key = JSON.stringify([path, params, rangeKey.value]);
  const tick = useNews(refreshOn, fixedWindow.value !== undefined);
  const [state, setState] = useState<State<T>>(nothing);
  const asked = useRef({ key: '', at: 0, more: false });

  // An answer on its way to the same question is still good; only another question cancels it.
  const abort = useRef(new AbortController());
  useEffect(() => {
    abort.current = new AbortController();
    return () => abort.current.abort();
  }, [key]);
  useEffect(() => {
    const { signal } = abort.current;
    const again = asked.current.key === key;
    const wait = again ? asked.current.at + REFRESH_MS - Date.now() : 0;
    const timer = setTimeout(
      () => {
        asked.current = { key, at: Date.now(), more: asked.current.more && again };
        const window = currentWindow();
        fetchJson<Record<string, unknown>>(
          path,
          { limit: PAGE_ROWS, ...params, ...window },
          signal,
        ).then(
          (answer) =>
            setState((old) => {
              const fresh = rowsOf(answer);
              const { next } = answer as { next?: string };
              const head = { ...answer };
              // Pages read further down stay: only the top is renewed.
              if (old.key === key && old.rows.length > fresh.length && fresh.length > 0) {
                return { ...old, head, rows: join(fresh, old.rows, idOf), failure: undefined };
              }
              return { key, rows: fresh, head, next, window, failure: undefined };
            }),
          (failure: FetchFailure) => {
            if (signal.aborted) return;
            setState((old) =>
              old.key === key ? { ...old, failure } : { ...nothing(), key, failure },
            );
          },
        );
      },
      Math.max(0, wait),
    );
    return () => clearTimeout(timer);
    // `params` is part of `key`.
  }, [key, tick]);

  const more = async (question: Params): Promise<void> => {
    try {
      const answer = await fetchJson<Record<string, unknown>>(
        path,
        { limit: PAGE_ROWS, ...question },
        abort.current.signal,
      );
      const { next } = answer as { next?: string };
      setState((old) =>
        old.key === key ? { ...old, rows: join(old.rows, rowsOf(answer), idOf), next } : old,
      );
    } catch {
      // The list stands as it is; scrolling asks again.
    }
    asked.current.more = false;
  };

  const current = state.key === key;
  return {
    rows: state.rows,
    head: state.head,
    more: state.next !== undefined && state.rows.length < MOST_ROWS,
    loading: !current,
    stale: !current,
    failure: current ? state.failure : undefined,
    loadMore: () => {
      if (!current || !state.next || asked.current.more || state.rows.length >= MOST_ROWS) return;
      asked.current.more = true;
      const question = { ...params, histogram: undefined, ...state.window, cursor: state.next };
      void more(question);
    },
    prepend: (rows) =>
      setState((old) =>
        old.key === key ? { ...old, rows: join(rows, old.rows, idOf).slice(0, MOST_ROWS) } : old,
      ),
  };
}

function join<T>(first: T[], second: T[], idOf: (row: T) => string): T[] {
  const known = new Set(first.map(idOf));
  return [...first, ...second.filter((row) => !known.has(idOf(row)))];
}

function nothing<T>(): State<T> {
  return {
    key: '',
    rows: [],
    head: undefined,
    next: undefined,
    window: undefined,
    failure: undefined,
  };
}
