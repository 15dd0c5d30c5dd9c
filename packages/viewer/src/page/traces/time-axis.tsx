import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { formatDuration } from '../format/format-duration.js';

const TICKS = [0, 0.25, 0.5, 0.75];
/** A shorter drag is a click. */
const LEAST_DRAG = 0.01;

/** The axis above the bars; dragging over it zooms in. */
export function TimeAxis({
  from,
  to,
  zoomed,
  onZoom,
  onUnfold,
}: {
  from: number;
  to: number;
  zoomed: boolean;
  onZoom: (range: [number, number] | undefined) => void;
  onUnfold: (() => void) | undefined;
}): JSX.Element {
  const track = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<[number, number] | undefined>(undefined);
  const at = (event: PointerEvent): number => {
    const box = track.current?.getBoundingClientRect();
    return box ? Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) : 0;
  };
  const finish = (): void => {
    if (drag && Math.abs(drag[1] - drag[0]) > LEAST_DRAG) {
      const span = to - from;
      onZoom([from + Math.min(...drag) * span, from + Math.max(...drag) * span]);
    }
    setDrag(undefined);
  };
  return (
    <div class="axis" data-sticky>
      <div class="axis-left">
        <span>Span</span>
        {onUnfold && (
          <button type="button" class="quiet" onClick={onUnfold}>
            unfold all
          </button>
        )}
        {zoomed && (
          <button type="button" class="quiet" onClick={() => onZoom(undefined)}>
            whole trace
          </button>
        )}
      </div>
      <div
        class="axis-track"
        ref={track}
        title="Drag to zoom"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([at(event), at(event)]);
        }}
        onPointerMove={(event) => drag && setDrag([drag[0], at(event)])}
        onPointerUp={finish}
        onPointerCancel={() => setDrag(undefined)}
      >
        {TICKS.map((tick) => (
          <span key={tick} class="num" style={{ left: `${tick * 100}%` }}>
            {formatDuration(from + tick * (to - from))}
          </span>
        ))}
        <span class="num last">{formatDuration(to)}</span>
        {drag && (
          <i
            style={{
              left: `${Math.min(...drag) * 100}%`,
              width: `${Math.abs(drag[1] - drag[0]) * 100}%`,
            }}
          />
        )}
      </div>
    </div>
  );
}
