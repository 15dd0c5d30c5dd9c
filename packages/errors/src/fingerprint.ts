import { createHash } from 'node:crypto';
import { normaliseFrame } from './normalise-frame.js';
import { slotMessage } from './slot-message.js';
import type { Fingerprint, Frame } from './types.js';

/** More of a stack tells apart callers rather than faults. */
const MAX_FRAMES = 5;

export interface FingerprintInput {
  type: string;
  message: string;
  frames?: readonly Frame[];
}

/**
 * The issue that an error belongs to: by its type and the application's own frames; where it has
 * none, by the whole stack; without a stack, by its type and its message with ids, numbers, paths,
 * addresses and quoted values left open. Where the frames have no names the message counts too. Line numbers, hashes of file names, folders of a
 * deployment and minified names don't count.
 */
export function fingerprint(input: FingerprintInput): Fingerprint {
  const frames = input.frames ?? [];
  const type = input.type.length <= 2 ? 'Error' : input.type;
  const own = fold(frames.filter((frame) => frame.inApp));
  const all = own.length > 0 ? own : fold(frames);
  if (all.length === 0) {
    const message = slotMessage(input.message);
    return made(
      `message|${type}|${message}`,
      `no stack: same type (${type}) and same message apart from its values: ${message}`,
    );
  }
  const place =
    own.length > 0 ? 'place in the application' : "stack, none of it the application's own";
  const because = `same type (${type}) and same ${place}: ${all.join(' ← ')}`;
  const basis = `${own.length > 0 ? 'app' : 'all'}|${type}|${all.join('|')}`;
  if (!isVague(all)) return made(basis, because);
  const message = slotMessage(input.message);
  return made(
    `${basis}|${message}`,
    `${because}; since that code has no names, also same message apart from its values: ${message}`,
  );
}

/** Minified code without a map: its whole bundle looks like one place. */
function isVague(frames: readonly string[]): boolean {
  const isNamed = (frame: string | undefined): boolean => frame?.includes(' in ') === true;
  return !isNamed(frames[0]) && frames.filter(isNamed).length < 2;
}

/** Normalised frames, with a recursion of any length written once. */
function fold(frames: readonly Frame[]): string[] {
  const folded: string[] = [];
  for (const frame of frames) {
    const text = normaliseFrame(frame);
    if (!folded.includes(text)) folded.push(text);
    if (folded.length === MAX_FRAMES) break;
  }
  return folded;
}

function made(basis: string, because: string): Fingerprint {
  return { id: createHash('sha256').update(basis).digest('hex').slice(0, 16), because };
}
