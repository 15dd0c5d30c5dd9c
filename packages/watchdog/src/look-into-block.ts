import type { Block } from './block-line.js';
import { blockedStack, isCertain } from './blocked-stack.js';
import { SAMPLE_MS } from './cpu-profile.js';
import { createFrameReader, isOwnFile } from './frames.js';
import type { Call } from './prober.js';
import { readProfile } from './read-profile.js';
import type { BlockSeen } from './watchdog-messages.js';

/** The thread must have been at it for this part of the threshold, the machine's part taken away. */
const LEAST_RUNNING = 0.7;
/** A thread that did less than this part of the threshold was waiting. */
const LEAST_CPU = 0.3;
/** Without a question answered, so much of the time must lie in one function. */
const LEAST_SHARE = 0.8;

/** What the machine did with the thread from the first proof on; milliseconds. */
export interface Given {
  starvedMs: number;
  cpuMs?: number;
}

/** The start-up of an application is one long stretch of loading; it is no block of a loop. */
const LOADER = /^node:internal\/(?:modules|main|bootstrap|process\/esm)/;

const isCode = ({ file }: Call): boolean => file !== '' && !file.startsWith('node:');

function isLoading(calls: readonly Call[]): boolean {
  const outermost = calls.at(-1);
  return outermost !== undefined && LOADER.test(outermost.file);
}

/** Finds out what a block was; nothing if it was none. */
export function createBlockReader(): (
  seen: BlockSeen,
  given: Given,
) => Omit<Block, 'skipped'> | undefined {
  const framesOf = createFrameReader();
  return (seen, given) => {
    const { gap, proof, profiles, thresholdMs } = seen;
    const leastSamples = (thresholdMs * LEAST_RUNNING) / SAMPLE_MS;
    const from = proof?.from ?? gap.from;
    const to = proof?.to ?? gap.to;
    const reading = profiles.length > 0 ? readProfile(profiles, from, to, isOwnFile) : undefined;
    if (proof) {
      const proven = to - proof.provenFrom - given.starvedMs;
      if (proven < thresholdMs * LEAST_RUNNING) return undefined;
    } else if (!reading) return undefined;
    else if (reading.share < LEAST_SHARE || reading.samples < leastSamples) return undefined;
    const calls = blockedStack(proof?.probes ?? [], reading, to);
    if (isLoading(calls) || isLoading(proof?.probes[0]?.calls ?? [])) return undefined;
    // The machine can let a thread wait for its disk or for itself. What code waits for has a caller.
    const isIdle = given.cpuMs !== undefined && given.cpuMs < thresholdMs * LEAST_CPU;
    if (isIdle && !calls.some(isCode)) return undefined;
    const sure = proof?.probes.find((probe) => isCertain(probe, reading));
    const block: Omit<Block, 'skipped'> = {
      time: seen.epochMs - (gap.to - from),
      durationMs: to - from,
      thresholdMs,
      frames: framesOf(calls),
      work: sure?.work ?? {},
      starvedMs: given.starvedMs,
    };
    if (to > from) block.gcShare = Math.min(1, seen.gcMs / (to - from));
    if (given.cpuMs !== undefined) block.cpuMs = given.cpuMs;
    return block;
  };
}
