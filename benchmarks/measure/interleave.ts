/**
 * Runs the competitors in turn, round by round (A B C, A B C, …), so that a machine that gets slower
 * or busier meets all of them alike, and compares each with the baseline of its own round.
 */
export interface Competitor<Figures extends Record<string, number>> {
  name: string;
  run(): Promise<Figures>;
}

export interface Spread {
  min: number;
  median: number;
  max: number;
}

export interface Outcome {
  name: string;
  /** By figure. */
  values: Record<string, Spread>;
  /** By figure: this competitor's figure over the baseline's, round by round. */
  ratios: Record<string, Spread>;
}

export async function interleave<Figures extends Record<string, number>>(
  competitors: Competitor<Figures>[],
  rounds: number,
): Promise<Outcome[]> {
  const seen: Figures[][] = competitors.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, competitor] of competitors.entries()) {
      seen[index]?.push(await competitor.run());
      process.stderr.write(`\r  round ${round + 1} of ${rounds}: ${competitor.name}`.padEnd(79));
    }
  }
  process.stderr.write(`\r${' '.repeat(79)}\r`);
  return compare(
    competitors.map(({ name }) => name),
    seen,
  );
}

/** @param seen figures of each competitor, round by round; the first is what the others are compared with. */
export function compare(names: string[], seen: Record<string, number>[][]): Outcome[] {
  const baseline = seen[0] ?? [];
  return names.map((name, index) => {
    const own = seen[index] ?? [];
    const figures = Object.keys(own[0] ?? {});
    const column = (rows: Record<string, number>[], figure: string) =>
      rows.map((row) => row[figure] ?? Number.NaN);
    return {
      name,
      values: Object.fromEntries(figures.map((f) => [f, spread(column(own, f))])),
      ratios: Object.fromEntries(
        figures.map((f) => {
          const base = column(baseline, f);
          return [
            f,
            spread(column(own, f).map((value, round) => value / (base[round] ?? Number.NaN))),
          ];
        }),
      ),
    };
  });
}

function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median =
    sorted.length % 2 === 1
      ? (sorted[middle] ?? Number.NaN)
      : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
  return { min: sorted[0] ?? Number.NaN, median, max: sorted.at(-1) ?? Number.NaN };
}
