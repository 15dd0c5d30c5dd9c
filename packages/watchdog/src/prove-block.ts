import type { Gap } from './heart.js';
import type { Probe } from './prober.js';

/** A part of the threshold that the watching thread may need to become aware. */
const PROVEN_SHARE = 0.8;

/** One callback that certainly ran for long. */
export interface Proof<Seen extends Probe> {
  /** When it was surely running already. */
  provenFrom: number;
  /** The earliest moment at which it can have begun. */
  from: number;
  to: number;
  /** The looks into it, in the order of time. */
  probes: Seen[];
}

/**
 * Tells one long callback from many short ones that kept the timers waiting as long: a probe knows
 * when the callback that it saw was over, and native code is alone from the question to the answer.
 */
export function proveBlock<Seen extends Probe>(
  gap: Gap,
  probes: readonly Seen[],
  thresholdMs: number,
): Proof<Seen> | undefined {
  let best: Proof<Seen> | undefined;
  const within = probes.filter((probe) => probe.requestedAt >= gap.from && probe.at <= gap.to);
  for (const probe of within) {
    const to = Math.min(probe.endedAt ?? gap.to, gap.to);
    const before = within.filter(({ endedAt }) => endedAt !== undefined && endedAt <= probe.at);
    const from = Math.max(gap.from, ...before.map(({ endedAt }) => endedAt as number));
    const provenFrom = Math.max(from, probe.requestedAt);
    if (to - from < thresholdMs || to - provenFrom < thresholdMs * PROVEN_SHARE) continue;
    if (best && best.to - best.provenFrom >= to - provenFrom) continue;
    const same = within.filter(({ at }) => at >= probe.at && at <= to);
    best = { from, provenFrom, to, probes: same };
  }
  return best;
}
