import type { JSX } from 'preact';

const WIDTH = 120;
const HEIGHT = 26;

/** Small bars over time; `errors` are the part of each bar that failed. */
export function Sparkbars({
  values,
  errors,
  label,
}: {
  values: number[];
  errors?: number[];
  label: string;
}): JSX.Element {
  const max = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length);
  const bar = (value: number): number => (value > 0 ? Math.max(1.5, (value / max) * HEIGHT) : 0);
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {values.map((value, at) => {
        const all = bar(value);
        const bad = Math.min(all, bar(errors?.[at] ?? 0));
        return (
          // The place in time is the identity of a bar.
          <g key={at}>
            <rect class="ok" x={at * step} y={HEIGHT - all} width={step * 0.78} height={all} />
            <rect class="bad" x={at * step} y={HEIGHT - bad} width={step * 0.78} height={bad} />
          </g>
        );
      })}
    </svg>
  );
}

/** A small line over time; gaps where there was nothing. */
export function Sparkline({ values, label }: { values: number[]; label: string }): JSX.Element {
  const max = Math.max(...values, 0) || 1;
  const step = WIDTH / Math.max(1, values.length - 1);
  let path = '';
  values.forEach((value, at) => {
    if (!(value > 0)) return;
    const y = HEIGHT - 2 - (value / max) * (HEIGHT - 4);
    const starts = at === 0 || !((values[at - 1] ?? 0) > 0);
    path += `${starts ? 'M' : 'L'}${(at * step).toFixed(1)} ${y.toFixed(1)}`;
    if (starts && !((values[at + 1] ?? 0) > 0)) path += 'h1.5';
  });
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path class="line" d={path} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
