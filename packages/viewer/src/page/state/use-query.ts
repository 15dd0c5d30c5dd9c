import { useEffect, useRef, useState } from 'preact/hooks';
import { FetchFailure, fetchJson, type Params } from './fetch-json.js';
import { connection, news, paused, type Topic } from './live.js';
import { currentWindow, fixedWindow, rangeKey } from './time-range.js';

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
  const tick =
    refreshOn && !paused.value && !(timed && fixedWindow.value) ? news[refreshOn].value : 0;
  const back = connection.value === 'gone' ? 0 : 1;
  const [state, setState] = useState<State<T>>(initial);
  const asked = useRef({ key: '', at: 0 });

  useEffect(() => {
    if (path === undefined) return undefined;
    const abort = new AbortController();
    const wait = asked.current.key === key ? asked.current.at + REFRESH_MS - Date.now() : 0;
    const timer = setTimeout(
      () => {
        asked.current = { key, at: Date.now() };
        const window = timed ? currentWindow() : undefined;
        fetchJson<T>(path, { ...params, ...window }, abort.signal).then(
          (data) => setState({ key, data, failure: undefined, stale: false, window }),
          (error: unknown) => {
            if (abort.signal.aborted) return;
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
    return () => {
      clearTimeout(timer);
      // An answer on its way to the same question is still good; only another question cancels it.
      if (asked.current.key !== key) abort.abort();
    };
    // `params` is part of `key`.
  }, [key, tick, back]);

  const stale = state.key !== key;
  return { ...state, stale, failure: stale ? undefined : state.failure };
}

function initial<T>(): State<T> {
  return { key: '', data: undefined, failure: undefined, stale: true, window: undefined };
}
