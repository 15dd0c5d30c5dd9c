import { useEffect, useRef, useState } from 'preact/hooks';
import { FetchFailure, fetchJson, type Params } from './fetch-json.js';
import type { Topic } from './live.js';
import { currentWindow, fixedWindow, rangeKey } from './time-range.js';
import { useNews } from './use-news.js';

/** News come up to once a second; a list asks again at most this often. */
const REFRESH_MS = 2000;

export interface Query<T> {
  /** The last answer; kept while the next is on its way. */
  data: T | undefined;
  failure: FetchFailure | undefined;
  /** True while what is shown belongs to other parameters than those asked for. */
  stale: boolean;
  /** The window of the last answer. */
  window: { from: number; to: number } | undefined;
}

export interface QueryOptions {
  /** Adds `from` and `to`, and asks again when another range is chosen. */
  timed?: boolean;
  /** Asks again when the viewer has news of this kind. */
  refreshOn?: Topic;
}

interface State<T> extends Query<T> {
  key: string;
}

/** Asks the viewer, again when the parameters change or there is news. No path: asks nothing. */
export function useQuery<T>(
  path: string | undefined,
  params: Params,
  { timed = true, refreshOn }: QueryOptions = {},
): Query<T> {
  const key = JSON.stringify([path, params, timed ? rangeKey.value : '']);
  const tick = useNews(refreshOn, timed && fixedWindow.value !== undefined);
  const [state, setState] = useState<State<T>>(initial);
  const asked = useRef({ key: '', at: 0 });

  // An answer on its way to the same question is still good; only another question cancels it.
  const abort = useRef(new AbortController());
  useEffect(() => {
    abort.current = new AbortController();
    return () => abort.current.abort();
  }, [key]);
  useEffect(() => {
    if (path === undefined) return undefined;
    const { signal } = abort.current;
    const wait = asked.current.key === key ? asked.current.at + REFRESH_MS - Date.now() : 0;
    const timer = setTimeout(
      () => {
        asked.current = { key, at: Date.now() };
        const window = timed ? currentWindow() : undefined;
        fetchJson<T>(path, { ...params, ...window }, signal).then(
          (data) => setState({ key, data, failure: undefined, stale: false, window }),
          (error: unknown) => {
            if (signal.aborted) return;
            const failure =
              error instanceof FetchFailure ? error : new FetchFailure(0, String(error));
            setState((last) => ({
              ...last,
              key,
              failure,
              data: last.key === key && failure.status === 0 ? last.data : undefined,
            }));
          },
        );
      },
      Math.max(0, wait),
    );
    return () => clearTimeout(timer);
    // `params` is part of `key`.
  }, [key, tick]);

  const stale = state.key !== key;
  return { ...state, stale, failure: stale ? undefined : state.failure };
}

function initial<T>(): State<T> {
  return { key: '', data: undefined, failure: undefined, stale: true, window: undefined };
}
