import type { JSX } from 'preact';
import type { LogRow, SpanRow } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { formatCount, formatCountOf } from '../format/format-number.js';
import { serviceHue } from '../format/service-hue.js';
import { visibleLine } from '../format/visible-text.js';
import { Measured } from '../parts/measured.js';
import { SpanRecords } from './span-records.js';

const MOST_INDENT = 24;
const MOST_MARKS = 20;

export interface SpanLineProps {
  traceId: string;
  traceStart: number;
  span: SpanRow;
  index: number;
  /** The part of the trace that is seen, milliseconds. */
  from: number;
  to: number;
  marks: LogRow[] | undefined;
  collapsed: boolean;
  active: boolean;
  selected: boolean;
  open: boolean;
  onSelect: () => void;
  onCollapse: () => void;
  onToggle: () => void;
  onHeight: (height: number) => void;
}

/** A span: its name, its bar, the logs and errors on it. */
export function SpanLine(props: SpanLineProps): JSX.Element {
  const { span, from, to, collapsed, active, selected, open } = props;
  const width = to - from;
  const left = Math.max(-1, Math.min(101, ((span.offset - from) / width) * 100));
  const right = Math.max(-1, Math.min(101, ((span.offset + span.duration - from) / width) * 100));
  const label = placeLabel(left, right);
  const what = span.summary && span.summary !== span.name ? span.summary : undefined;
  return (
    <>
      <div
        role="row"
        aria-level={span.depth + 1}
        aria-rowindex={props.index + 1}
        aria-expanded={span.descendants > 0 ? !collapsed : undefined}
        aria-selected={selected}
        data-span={span.spanId}
        class={`span-row${active ? ' active' : ''}${selected ? ' selected' : ''}${span.error ? ' failing' : ''}`}
        style={{ '--h': serviceHue(span.service), '--depth': Math.min(span.depth, MOST_INDENT) }}
      >
        <div class="span-name" role="gridcell">
          {span.descendants > 0 ? (
            <button
              type="button"
              class="fold"
              aria-expanded={!collapsed}
              aria-label={`${collapsed ? 'Unfold' : 'Fold'} ${formatCountOf(span.descendants, 'span')} below`}
              onClick={props.onCollapse}
            />
          ) : (
            <span class="fold-space" />
          )}
          <button
            type="button"
            class="span-open"
            onClick={props.onSelect}
            title={visibleLine(`${span.service}: ${what ?? span.name}`)}
          >
            <span class="span-service">{visibleLine(span.service)}</span>
            <span class={span.error ? 'span-title bad' : 'span-title'}>
              {visibleLine(span.name)}
            </span>
            {what && <span class="span-what">{visibleLine(what)}</span>}
          </button>
          {collapsed && <span class="tag num">+{formatCount(span.descendants)}</span>}
          {span.orphan && (
            <span class="tag warn" title="Its parent never arrived">
              no parent
            </span>
          )}
          {span.logs + span.errors > 0 && (
            <button
              type="button"
              class={span.errors > 0 ? 'records bad' : 'records'}
              aria-expanded={open}
              aria-label={`${formatCountOf(span.logs, 'log')}, ${formatCountOf(span.errors, 'error')}`}
              onClick={props.onToggle}
            >
              {span.errors > 0
                ? `${formatCount(span.errors)} err`
                : `${formatCount(span.logs)} log`}
            </button>
          )}
        </div>
        <div class="span-track" role="gridcell" onClick={props.onSelect}>
          <i class="span-bar" style={{ left: `${left}%`, width: `max(2px, ${right - left}%)` }} />
          <Marks {...props} />
          <span class={`span-time num ${label.place}`} style={label.style}>
            {formatDuration(span.duration)}
          </span>
        </div>
      </div>
      {open && (
        <Measured onHeight={props.onHeight}>
          <SpanRecords traceId={props.traceId} traceStart={props.traceStart} spanId={span.spanId} />
        </Measured>
      )}
    </>
  );
}

function Marks({ marks, traceStart, span, from, to }: SpanLineProps): JSX.Element {
  return (
    <>
      {(marks ?? []).slice(0, MOST_MARKS).map((row) => {
        // Clocks of machines differ; a mark stays on the bar of its span.
        const moment = Math.max(
          span.offset,
          Math.min(span.offset + span.duration, row.time - traceStart),
        );
        const x = ((moment - from) / (to - from)) * 100;
        if (x < 0 || x > 100) return null;
        return (
          <i
            key={row.id}
            class={`mark level-${row.level}`}
            style={{ left: `${x}%` }}
            title={visibleLine(`${row.level}: ${row.message}`).slice(0, 200)}
          />
        );
      })}
    </>
  );
}

/** Beside the bar where there is room, else inside it. */
function placeLabel(left: number, right: number): { place: string; style: Record<string, string> } {
  if (right < 76) return { place: 'after', style: { left: `${Math.max(right, 0)}%` } };
  if (left > 24) return { place: 'before', style: { right: `${100 - Math.min(left, 100)}%` } };
  return { place: 'inside', style: { right: `${Math.max(0, 100 - right)}%` } };
}
