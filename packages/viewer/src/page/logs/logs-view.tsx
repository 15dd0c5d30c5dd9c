import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Level, LogRow, LogsAnswer } from '../../api.js';
import { formatCount } from '../format/format-number.js';
import { Loading } from '../parts/answer.js';
import { Choice } from '../parts/choice.js';
import { Empty } from '../parts/empty.js';
import { SearchBox } from '../parts/search-box.js';
import { ServiceChoice } from '../parts/service-choice.js';
import { useKeys } from '../parts/use-keys.js';
import { WindowList } from '../parts/window-list.js';
import { liveFilter, onLiveLogs, paused } from '../state/live.js';
import { href, navigate, param, setParams } from '../state/route.js';
import { fixedWindow } from '../state/time-range.js';
import { MOST_ROWS, usePages } from '../state/use-pages.js';
import { LevelHistogram } from './level-histogram.js';
import { LogLine } from './log-line.js';

const ROW_PX = 26;
const OPEN_PX = 120;
/** Rows that wait for the reader to come back to the top. */
const MOST_WAITING = 2000;
const LEVELS: { value: Level; label: string }[] = [
  { value: 'debug', label: '≥ debug' },
  { value: 'info', label: '≥ info' },
  { value: 'warn', label: '≥ warn' },
  { value: 'error', label: '≥ error' },
  { value: 'fatal', label: 'fatal' },
];

/** Search in the logs, and watch them come. */
export function LogsView(): JSX.Element {
  const filter = {
    q: param('q'),
    level: param('level'),
    service: param('service'),
    traceId: param('traceId'),
  };
  const list = usePages<LogRow>(
    '/api/logs',
    { ...filter, spanId: param('spanId'), histogram: 1 },
    (answer) => answer['logs'] as LogRow[],
    (row) => row.id,
    { refreshOn: 'logs' },
  );
  const { rows } = list;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map());
  const [active, setActive] = useState<string | undefined>(undefined);
  const waiting = useTail(filter, list.prepend);

  const toggle = (row: LogRow): void => {
    const next = new Set(open);
    if (!next.delete(row.id)) next.add(row.id);
    setOpen(next);
    setActive(row.id);
  };
  const at = active === undefined ? -1 : rows.findIndex((row) => row.id === active);
  const current = rows[at];
  useKeys({
    move: (step) => setActive(rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.id),
    open: () => current && toggle(current),
    toggle: () => current && toggle(current),
    expand: (wanted) => current && open.has(current.id) !== wanted && toggle(current),
    close: () => {
      if (current && open.has(current.id)) toggle(current);
      else if (param('traceId'))
        navigate(href(`/traces/${encodeURIComponent(param('traceId') ?? '')}`));
      else return false;
      return true;
    },
  });
  const extra = new Map<number, number>();
  if (open.size > 0) {
    rows.forEach((row, index) => {
      if (open.has(row.id)) extra.set(index, heights.get(row.id) ?? OPEN_PX);
    });
  }
  const histogram = list.head?.['histogram'] as LogsAnswer['histogram'];
  return (
    <div class="view">
      <h1 class="sr">Logs</h1>
      <div class="filters" role="search" aria-label="Filter logs">
        <SearchBox label="Search logs" hint={'words  "a phrase"  user.id:42  ( / )'} />
        <Choice name="level" label="Lowest level" any="All levels" options={LEVELS} />
        <ServiceChoice />
        {param('traceId') && (
          <button
            type="button"
            class="chip"
            onClick={() => setParams({ traceId: undefined, spanId: undefined })}
          >
            trace {param('traceId')?.slice(0, 8)} <span aria-label="remove">×</span>
          </button>
        )}
      </div>
      {histogram && <LevelHistogram histogram={histogram} />}
      {list.failure && (
        <p class="notice" role="alert">
          {list.failure.message}
        </p>
      )}
      {list.loading && rows.length === 0 && <Loading />}
      {!list.loading && !list.failure && rows.length === 0 && <Empty what="logs" />}
      {waiting.count > 0 && (
        <button type="button" class="pill" onClick={waiting.show}>
          {formatCount(waiting.count)} new ↑
        </button>
      )}
      {rows.length > 0 && (
        <section class={list.stale ? 'panel logs stale' : 'panel logs'} aria-label="Logs">
          <WindowList
            label="Logs"
            total={rows.length}
            rowHeight={ROW_PX}
            extra={extra}
            active={at}
            onWindow={(_, last) => last >= rows.length - 30 && list.loadMore()}
            render={(index) => {
              const row = rows[index] as LogRow;
              return (
                <LogLine
                  key={row.id}
                  row={row}
                  active={row.id === active}
                  open={open.has(row.id)}
                  onToggle={() => toggle(row)}
                  onHeight={(height) =>
                    setHeights((old) =>
                      old.get(row.id) === height ? old : new Map(old).set(row.id, height),
                    )
                  }
                />
              );
            }}
          />
        </section>
      )}
      {rows.length >= MOST_ROWS && (
        <p class="muted pad">
          These are the newest {formatCount(rows.length)}. Narrow the time or the search.
        </p>
      )}
    </div>
  );
}

/** New rows go in at once while the reader is at the top, and wait while they read further down. */
function useTail(
  filter: Record<string, string | undefined>,
  prepend: (rows: LogRow[]) => void,
): { count: number; show: () => void } {
  const [count, setCount] = useState(0);
  const buffer = useRef<LogRow[]>([]);
  const latest = useRef(prepend);
  latest.current = prepend;
  const key = JSON.stringify(filter);
  const tailing = !paused.value && !fixedWindow.value;

  const flush = (): void => {
    const rows = buffer.current;
    buffer.current = [];
    setCount(0);
    if (rows.length > 0) latest.current(rows);
  };
  useEffect(() => {
    buffer.current = [];
    setCount(0);
    if (!tailing) return undefined;
    liveFilter.value = JSON.parse(key) as typeof filter;
    const scroller = document.querySelector('main');
    const atTop = (): boolean => (scroller?.scrollTop ?? 0) < 40;
    const onScroll = (): void => {
      if (buffer.current.length > 0 && atTop()) flush();
    };
    scroller?.addEventListener('scroll', onScroll, { passive: true });
    const stop = onLiveLogs(({ logs }) => {
      const rows = logs.toSorted((a, b) => b.time - a.time);
      buffer.current = [...rows, ...buffer.current].slice(0, MOST_WAITING);
      if (atTop()) flush();
      else setCount(buffer.current.length);
    });
    return () => {
      stop();
      scroller?.removeEventListener('scroll', onScroll);
      liveFilter.value = undefined;
    };
  }, [key, tailing]);
  return {
    count,
    show: () => {
      document.querySelector('main')?.scrollTo(0, 0);
      flush();
    },
  };
}
