import { BLOCK_EVENT } from './block-line.js';
import { isCertain } from './blocked-stack.js';
import { isOwnFile, pathOf } from './frames.js';
import type { HeldProbe } from './prober.js';
import type { Proof } from './prove-block.js';
import type { Share } from './starvation.js';

/** The thread must have been at it for this part of the threshold after it was looked into. */
const LEAST_RUNNING = 0.5;

/** Since the look into it; before that, nobody knows what the machine gave. */
export function ranLong(
  { at, share }: HeldProbe,
  to: number,
  thresholdMs: number,
  now: Share | undefined,
): boolean {
  const starved = now && share ? now.waited - share.waited : 0;
  return to - at - starved >= thresholdMs * LEAST_RUNNING;
}

/** Adds the block to the span that it ran in, if that is certain and the span still open. */
export function tellSpan(
  { from, to, probes }: Proof<HeldProbe>,
  thresholdMs: number,
  now: Share | undefined,
): void {
  const probe = probes.find((one) => isCertain(one, undefined));
  if (!probe || !ranLong(probe, to, thresholdMs, now)) return;
  const { span } = probe ?? {};
  if (span?.isRecording() !== true) return;
  const call = probe.calls.find(({ file }) => isOwnFile(file)) ?? probe.calls[0];
  span.addEvent(BLOCK_EVENT, {
    'sonde.block.duration': Math.round(to - from),
    ...(call && {
      'code.function.name': call.function || '(anonymous)',
      'code.file.path': pathOf(call.file),
      'code.line.number': call.line,
    }),
  });
}
