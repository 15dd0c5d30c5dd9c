import type { Outcome, Spread } from './interleave.ts';

/** Prints one table a figure: the median with its spread, and the ratio to the baseline. */
export function report(title: string, outcomes: Outcome[], units: Record<string, string>): void {
  const baseline = outcomes[0]?.name ?? '';
  const width = Math.max(...outcomes.map((outcome) => outcome.name.length));
  console.log(`\n${title}`);
  for (const [figure, unit] of Object.entries(units)) {
    console.log(`\n  ${figure} (${unit})`.padEnd(width + 38) + `ratio to ${baseline}`);
    for (const outcome of outcomes) {
      const value = outcome.values[figure];
      const ratio = outcome.ratios[figure];
      if (value === undefined || ratio === undefined) continue;
      console.log(`    ${outcome.name.padEnd(width)}  ${show(value).padEnd(30)}  ${show(ratio)}`);
    }
  }
}

function show({ min, median, max }: Spread): string {
  return `${short(median)} (${short(min)} … ${short(max)})`;
}

function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}
