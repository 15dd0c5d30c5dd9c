import { isCertain } from './blocked-stack.js';
import type { Delays } from './delays.js';
import { isOwnFile, pathOf } from './frames.js';
import type { HeldProbe } from './prober.js';
import type { Proof } from './prove-block.js';

/** Lets those know whom they waited for; with the request only where it is certain. */
export function tellDelays({ from, to, probes }: Proof<HeldProbe>, delays?: Delays): void {
  const sure = probes.find((one) => isCertain(one, undefined));
  const calls = (sure ?? probes[0])?.calls ?? [];
  const call = calls.find(({ file }) => isOwnFile(file)) ?? calls[0];
  delays?.add(from, to, sure?.work.traceId, call && { ...call, file: pathOf(call.file) });
}
