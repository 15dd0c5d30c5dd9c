import { isCertain } from './blocked-stack.js';
import type { Delays } from './delays.js';
import { isOwnFile, pathOf } from './frames.js';
import type { HeldProbe } from './prober.js';
import type { Proof } from './prove-block.js';
import type { Share } from './starvation.js';
import { ranLong } from './tell-span.js';

/** Lets those know whom they waited for; with the request only where it is certain. */
export function tellDelays(
  { from, to, probes }: Proof<HeldProbe>,
  thresholdMs: number,
  now: Share | undefined,
  delays: Delays | undefined,
): void {
  const sure = probes.find((one) => isCertain(one, undefined));
  const probe = sure ?? probes[0];
  if (!delays || !probe || !ranLong(probe, to, thresholdMs, now)) return;
  const call = probe.calls.find(({ file }) => isOwnFile(file)) ?? probe.calls[0];
  delays.add(from, to, sure?.work.traceId, call && { ...call, file: pathOf(call.file) });
}
