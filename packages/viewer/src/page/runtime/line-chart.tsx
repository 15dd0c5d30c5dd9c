import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { formatClock } from '../format/format-time.js';
import { shownTheme } from '../state/theme.js';

const HEIGHT = 150;
/** How near to a mark a click has to be. */
const NEAR_PX = 10;
/** Steps of a scale in bytes that read well. */
const BYTE_STEPS = Array.from({ length: 30 }, (_, power) => 1024 * 2 ** power);

export interface Series {
  label: string;
  /** A colour name of the style sheet, without the dashes. */
  colour: string;
  values: (number | null)[];
  fill?: boolean;
  dash?: boolean;
}

/** A moment that is shown above the lines. */
export interface Mark {
  time: number;
  title: string;
}

export interface LineChartProps {
  label: string;
  /** Milliseconds. */
  times: number[];
  series: Series[];
  format: (value: number) => string;
  /** The whole width of the time axis. */
  window: { from: number; to: number };
  /** The values are bytes. */
  bytes?: boolean;
  /** The top of the scale is at least this. */
  least?: number;
  marks?: Mark[];
  /** Called when a mark is clicked. */
  onMark?: (mark: Mark) => void;
  /** Charts of one key move their cursors together. */
  sync: string;
}

/** Lines over time, drawn by uPlot; the values under the cursor stand in the legend. */
export function LineChart(props: LineChartProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const shape = props.series.map((one) => one.label + one.colour).join();

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const width = (): number => Math.max(200, element.clientWidth);
    const chart = new uPlot(options(latest, element, width()), data(latest.current), element);
    plot.current = chart;
    chart.over.addEventListener('click', () => {
      const mark = markNear(chart, latest.current.marks ?? []);
      if (mark) latest.current.onMark?.(mark);
    });
    const observer = new ResizeObserver(() => chart.setSize({ width: width(), height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
      plot.current = undefined;
    };
  }, [shape, shownTheme.value]);

  useEffect(() => {
    plot.current?.setData(data(props));
  }, [props.times, props.window.from, props.window.to, shape]);

  return (
    <figure class="chart">
      <figcaption>
        <b>{props.label}</b>
        {props.series.map((one) => (
          <span key={one.label} class="legend">
            <i style={{ background: `var(--${one.colour})` }} />
            {one.label} <span class="num">{last(one.values, props.format)}</span>
          </span>
        ))}
      </figcaption>
      <div ref={box} class="plot" role="img" aria-label={describe(props)} />
    </figure>
  );
}

function data(props: LineChartProps): uPlot.AlignedData {
  return [props.times.map((time) => time / 1000), ...props.series.map((one) => one.values)];
}

function options(
  latest: { current: LineChartProps },
  element: HTMLElement,
  width: number,
): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour('muted'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: latest.current.sync },
      drag: { x: false, y: false },
      points: { size: 6 },
    },
    scales: {
      x: {
        range: () => [latest.current.window.from / 1000, latest.current.window.to / 1000],
      },
      y: {
        range: (_chart, _min, max) => [
          0,
          Math.max((max ?? 0) * 1.08, latest.current.least ?? 0) || 1,
        ],
      },
    },
    axes: [
      {
        ...axis,
        size: 26,
        space: 80,
        values: (_chart, splits) => splits.map((at) => formatClock(at * 1000, false).slice(-8)),
      },
      {
        ...axis,
        size: 64,
        space: 30,
        ...(latest.current.bytes ? { incrs: BYTE_STEPS } : {}),
        values: (_chart, splits) => splits.map((value) => latest.current.format(value)),
      },
    ],
    series: [
      {},
      ...latest.current.series.map((one) => ({
        label: one.label,
        stroke: colour(one.colour),
        width: 1.5,
        points: { size: 4 },
        spanGaps: false,
        ...(one.dash ? { dash: [4, 4] } : {}),
        ...(one.fill ? { fill: withAlpha(colour(one.colour)) } : {}),
      })),
    ],
    hooks: {
      draw: [(chart) => drawMarks(chart, latest.current.marks ?? [], colour('bad'))],
    },
  };
}

/** The mark next to the cursor. */
function markNear(chart: uPlot, marks: readonly Mark[]): Mark | undefined {
  const at = chart.cursor.left ?? -1;
  if (at < 0) return undefined;
  const distance = ({ time }: Mark): number => Math.abs(chart.valToPos(time / 1000, 'x') - at);
  const [nearest] = marks.toSorted((a, b) => distance(a) - distance(b));
  return nearest && distance(nearest) <= NEAR_PX ? nearest : undefined;
}

function drawMarks(chart: uPlot, marks: { time: number }[], colour: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.fillStyle = colour;
  for (const { time } of marks) {
    const x = chart.valToPos(time / 1000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.globalAlpha = 0.35;
    ctx.fillRect(Math.round(x), bbox.top, 1, bbox.height);
    ctx.globalAlpha = 1;
    ctx.beginPath();
    ctx.moveTo(x - 4, bbox.top);
    ctx.lineTo(x + 4, bbox.top);
    ctx.lineTo(x, bbox.top + 6);
    ctx.fill();
  }
  ctx.restore();
}

function withAlpha(colour: string): string {
  return `color-mix(in srgb, ${colour} 14%, transparent)`;
}

function last(values: (number | null)[], format: (value: number) => string): string {
  const value = values.findLast((one) => one !== null);
  return value === undefined || value === null ? '–' : format(value);
}

function describe(props: LineChartProps): string {
  const series = props.series.map((one) => `${one.label} ${last(one.values, props.format)}`);
  return `${props.label}; now ${series.join(', ')}`;
}
