/** A duration as a sentence has it. */
export function milliseconds(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(0)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms >= 10 || ms < 0.05 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}
