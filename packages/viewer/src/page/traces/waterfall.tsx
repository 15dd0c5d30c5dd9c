import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { LogRow, LogsAnswer, SpanRow, TraceAnswer } from '../../api.js';
import { Loading } from '../parts/answer.js';
import { useKeys } from '../parts/use-keys.js';
import { WindowList } from '../parts/window-list.js';
import { param, setParams } from '../state/route.js';
import { useQuery } from '../state/use-query.js';
import { SpanLine } from './span-line.js';
import { TimeAxis } from './time-axis.js';
import { useSpans } from './use-spans.js';

const ROW_PX = 28;
/** Log rows that are marked on their bars at once; further ones when a row is opened. */
const MARKED_LOGS = 500;

/** The spans of a trace as a tree over time; only the rows in sight are in the document. */
export function Waterfall({ trace }: { trace: TraceAnswer }): JSX.Element {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<ReadonlyMap<string, number>>(new Map());
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map());
  const [active, setActive] = useState(-1);
  const [zoom, setZoom] = useState<[number, number] | undefined>(undefined);
  const spans = useSpans(trace.traceId, collapsed, trace.spans);
  const marks = useMarks(trace);
  const [from, to] = zoom ?? [0, Math.max(trace.duration, 0.001)];

  const collapse = (span: SpanRow, wanted = !collapsed.has(span.spanId)): void => {
    if (span.descendants === 0 || collapsed.has(span.spanId) === wanted) return;
    const next = new Set(collapsed);
    if (wanted) next.add(span.spanId);
    else next.delete(span.spanId);
    // What is opened below sits at an index, and the indexes have just moved.
    setOpen(new Map());
    setCollapsed(next);
  };
  const toggle = (span: SpanRow, index: number): void => {
    const next = new Map(open);
    if (!next.delete(span.spanId)) next.set(span.spanId, index);
    setOpen(next);
  };
  const select = (span: SpanRow | undefined): void => {
    if (span) setParams({ span: param('span') === span.spanId ? undefined : span.spanId }, true);
  };
  const total = spans.total ?? 0;
  const current = spans.row(active);
  useKeys({
    move: (step) => setActive(Math.max(0, Math.min(total - 1, active + step))),
    open: () => select(current),
    toggle: () => current && current.logs + current.errors > 0 && toggle(current, active),
    expand: (wanted) => current && collapse(current, !wanted),
    close: () => {
      if (param('span')) setParams({ span: undefined }, true);
      else if (zoom) setZoom(undefined);
      else return false;
      return true;
    },
  });
  if (spans.total === undefined)
    return spans.failed ? <p class="notice">The spans could not be loaded.</p> : <Loading />;
  const extra = new Map<number, number>();
  for (const [spanId, index] of open) extra.set(index, heights.get(spanId) ?? 40);
  return (
    <section class="panel waterfall" aria-label="Waterfall">
      <TimeAxis
        from={from}
        to={to}
        zoomed={zoom !== undefined}
        onZoom={setZoom}
        onUnfold={collapsed.size > 0 ? () => setCollapsed(new Set()) : undefined}
      />
      <WindowList
        role="treegrid"
        label="Spans"
        total={total}
        rowHeight={ROW_PX}
        extra={extra}
        active={active}
        onWindow={spans.see}
        render={(index) => {
          const span = spans.row(index);
          if (!span) return <div class="span-row waiting" aria-hidden="true" />;
          return (
            <SpanLine
              traceId={trace.traceId}
              traceStart={trace.start}
              span={span}
              index={index}
              from={from}
              to={to}
              marks={marks.get(span.spanId)}
              collapsed={collapsed.has(span.spanId)}
              active={index === active}
              selected={param('span') === span.spanId}
              open={open.has(span.spanId)}
              onSelect={() => {
                setActive(index);
                select(span);
              }}
              onCollapse={() => collapse(span)}
              onToggle={() => toggle(span, index)}
              onHeight={(height) =>
                setHeights((old) =>
                  old.get(span.spanId) === height ? old : new Map(old).set(span.spanId, height),
                )
              }
            />
          );
        }}
      />
    </section>
  );
}

function useMarks(trace: TraceAnswer): ReadonlyMap<string, LogRow[]> {
  const { data } = useQuery<LogsAnswer>(
    trace.logs > 0 ? '/api/logs' : undefined,
    {
      traceId: trace.traceId,
      order: 'asc',
      limit: MARKED_LOGS,
      from: Math.floor(trace.start - 60_000),
      to: Math.ceil(trace.start + trace.duration + 60_000),
    },
    { timed: false, refreshOn: 'logs' },
  );
  return useMemo(() => {
    const bySpan = new Map<string, LogRow[]>();
    for (const row of data?.logs ?? []) {
      if (!row.spanId) continue;
      const rows = bySpan.get(row.spanId);
      if (rows) rows.push(row);
      else bySpan.set(row.spanId, [row]);
    }
    return bySpan;
  }, [data]);
}
