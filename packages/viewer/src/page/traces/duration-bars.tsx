import type { JSX } from 'preact';
import type { TraceSummary } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { setParams } from '../state/route.js';

/** Bars a factor of ten. */
const PER_DECADE = 10;
/** Fewer would look like more certainty than there is. */
const LEAST_BARS = 26;

/** How long the listed traces took, on a logarithmic scale; a bar narrows the list to it. */
export function DurationBars({
  traces,
  more,
}: {
  traces: TraceSummary[];
  more: boolean;
}): JSX.Element {
  const slot = (ms: number): number => Math.floor(Math.log10(Math.max(ms, 0.01)) * PER_DECADE);
  const slots = traces.map((trace) => slot(trace.duration));
  const spare = Math.max(0, LEAST_BARS - 1 - (Math.max(...slots) - Math.min(...slots)));
  const first = Math.min(...slots) - Math.floor(spare / 2);
  const last = Math.max(...slots) + Math.ceil(spare / 2);
  const bars = Array.from({ length: last - first + 1 }, (_, at) => ({
    min: 10 ** ((first + at) / PER_DECADE),
    max: 10 ** ((first + at + 1) / PER_DECADE),
    all: 0,
    bad: 0,
  }));
  traces.forEach((trace, at) => {
    const bar = bars[(slots[at] as number) - first];
    if (!bar) return;
    bar.all += 1;
    if (trace.errors > 0) bar.bad += 1;
  });
  const most = Math.max(...bars.map((bar) => bar.all));
  return (
    <figure class="distribution">
      <figcaption class="muted small">
        Duration of the {more ? `newest ${traces.length}` : traces.length} traces
      </figcaption>
      <div class="distribution-bars">
        {bars.map((bar) => (
          <button
            type="button"
            key={bar.min}
            title={`${formatDuration(bar.min)} – ${formatDuration(bar.max)}: ${bar.all}`}
            aria-label={`${bar.all} traces from ${formatDuration(bar.min)} to ${formatDuration(bar.max)}, ${bar.bad} with errors`}
            onClick={() =>
              setParams({
                min: String(+bar.min.toPrecision(4)),
                max: String(+bar.max.toPrecision(4)),
              })
            }
          >
            <span
              class="column"
              style={{ height: `${bar.all ? Math.max(4, (bar.all / most) * 100) : 0}%` }}
            >
              <i style={{ height: `${(bar.bad / Math.max(1, bar.all)) * 100}%` }} />
            </span>
            <span class="tick num">{formatDuration(bar.min)}</span>
          </button>
        ))}
      </div>
    </figure>
  );
}
