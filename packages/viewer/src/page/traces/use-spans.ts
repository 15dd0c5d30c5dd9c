import { useEffect, useRef, useState } from 'preact/hooks';
import type { SpanRow, SpansAnswer } from '../../api.js';
import { fetchJson } from '../state/fetch-json.js';

const PAGE_ROWS = 200;
/** Pages kept; a page far from the sight is asked for again when it comes back. */
const MOST_PAGES = 12;

export interface Spans {
  /** Absent until the first answer. */
  total: number | undefined;
  row: (index: number) => SpanRow | undefined;
  /** Tells which rows are in sight. */
  see: (first: number, last: number) => void;
  failed: boolean;
}

interface State {
  key: string;
  total: number | undefined;
  pages: ReadonlyMap<number, SpanRow[]>;
  failed: boolean;
}

/** The rows of a trace, asked for in pages around what is in sight. */
export function useSpans(traceId: string, collapsed: ReadonlySet<string>, revision: number): Spans {
  const key = `${traceId} ${[...collapsed].join()} ${revision}`;
  const [state, setState] = useState<State>({
    key,
    total: undefined,
    pages: new Map(),
    failed: false,
  });
  const asked = useRef({ key, pages: new Set<number>(), abort: new AbortController() });
  const sight = useRef<[number, number]>([0, 60]);

  const ask = (page: number): void => {
    if (asked.current.pages.has(page)) return;
    asked.current.pages.add(page);
    const { abort } = asked.current;
    fetchJson<SpansAnswer>(
      `/api/traces/${encodeURIComponent(traceId)}/spans`,
      {
        offset: page * PAGE_ROWS,
        limit: PAGE_ROWS,
        collapsed: collapsed.size > 0 ? [...collapsed].join(',') : undefined,
      },
      abort.signal,
    ).then(
      (answer) =>
        setState((old) => {
          const pages = new Map(old.key === key ? old.pages : []);
          pages.delete(page);
          pages.set(page, answer.spans);
          for (const oldest of pages.keys()) {
            if (pages.size <= MOST_PAGES) break;
            pages.delete(oldest);
            asked.current.pages.delete(oldest);
          }
          return { key, total: answer.total, pages, failed: false };
        }),
      () => {
        if (abort.signal.aborted) return;
        asked.current.pages.delete(page);
        setState((old) => ({ ...old, failed: true }));
      },
    );
  };
  const askSight = (): void => {
    const first = Math.floor(sight.current[0] / PAGE_ROWS);
    const last = Math.floor(sight.current[1] / PAGE_ROWS);
    for (let page = first; page <= last; page += 1) ask(page);
  };

  useEffect(() => {
    asked.current.abort.abort();
    asked.current = { key, pages: new Set(), abort: new AbortController() };
    askSight();
    return () => asked.current.abort.abort();
  }, [key]);

  return {
    total: state.total,
    failed: state.failed,
    row: (index) => state.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS],
    see: (first, last) => {
      sight.current = [first, last];
      askSight();
    },
  };
}
