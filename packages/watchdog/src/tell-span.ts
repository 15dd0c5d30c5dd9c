import { BLOCK_EVENT } from './block-line.js';
import { isCertain } from './blocked-stack.js';
import { isOwnFile, pathOf } from './frames.js';
import type { HeldProbe } from './prober.js';
import type { Proof } from './prove-block.js';

/** Adds the block to the span that it ran in, if that is certain and the span still open. */
export function tellSpan({ from, to, probes }: Proof<HeldProbe>): void {
  const probe = probes.find((one) => isCertain(one, undefined));
  const { span } = probe ?? {};
  if (!probe || span?.isRecording() !== true) return;
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
