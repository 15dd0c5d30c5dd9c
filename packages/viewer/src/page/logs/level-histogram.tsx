import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Level, LogsAnswer } from '../../api.js';
import { formatCount, formatCountOf } from '../format/format-number.js';
import { formatClock } from '../format/format-time.js';
import { chooseWindow } from '../state/time-range.js';

const ORDER: Level[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];
const HEIGHT = 56;

/** How many logs there were over time, by level; dragging over it chooses that time. */
export function LevelHistogram({
  histogram,
}: {
  histogram: NonNullable<LogsAnswer['histogram']>;
}): JSX.Element {
  const { from, to, buckets } = histogram;
  const box = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<[number, number] | undefined>(undefined);
  const sums = buckets.map((bucket) => ORDER.reduce((sum, level) => sum + (bucket[level] ?? 0), 0));
  const total = sums.reduce((sum, value) => sum + value, 0);
  const most = Math.max(1, ...sums);
  const time = (share: number): number => from + share * (to - from);
  const share = (event: PointerEvent): number => {
    const rect = box.current?.getBoundingClientRect();
    return rect ? Math.max(0, Math.min(1, (event.clientX - rect.left) / rect.width)) : 0;
  };
  const finish = (): void => {
    if (drag && Math.abs(drag[1] - drag[0]) > 0.008) {
      chooseWindow(time(Math.min(...drag)), time(Math.max(...drag)));
    }
    setDrag(undefined);
  };
  return (
    <figure class="histogram">
      <svg
        ref={box}
        viewBox={`0 0 ${buckets.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${formatCountOf(total, 'log')}, most in one bar ${formatCount(most)}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([share(event), share(event)]);
        }}
        onPointerMove={(event) => drag && setDrag([drag[0], share(event)])}
        onPointerUp={finish}
        onPointerCancel={() => setDrag(undefined)}
      >
        {buckets.map((bucket, at) => {
          let base = HEIGHT;
          return (
            // The place in time is the identity of a bar.
            <g key={at}>
              <title>{`${formatClock(time(at / buckets.length), false)}: ${sums[at]}`}</title>
              <rect x={at} y={0} width={1} height={HEIGHT} fill="transparent" />
              {ORDER.map((level) => {
                const count = bucket[level] ?? 0;
                if (count === 0) return null;
                const height = Math.max(1.2, (count / most) * (HEIGHT - 2));
                base -= height;
                return (
                  <rect
                    key={level}
                    class={`fill-${level}`}
                    x={at + 0.1}
                    y={base}
                    width={0.8}
                    height={height}
                  />
                );
              })}
            </g>
          );
        })}
        {drag && (
          <rect
            class="drag"
            x={Math.min(...drag) * buckets.length}
            y={0}
            width={Math.abs(drag[1] - drag[0]) * buckets.length}
            height={HEIGHT}
          />
        )}
      </svg>
      <figcaption class="num muted small">
        <span>{formatClock(from, false)}</span>
        <span>{formatCountOf(total, 'log')} · drag to choose a time</span>
        <span>{formatClock(to, false)}</span>
      </figcaption>
    </figure>
  );
}
