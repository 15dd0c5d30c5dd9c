import type { Frame } from './types.js';

/**
 * How many frames at the end of a stack stand in a row in another: a cause and the error around it were
 * called by the same functions. The deeper one may be cut earlier, as engines keep so many frames only.
 * One frame of its own is left at least.
 */
export function sharedFrames(frames: readonly Frame[], around: readonly Frame[]): number {
  const last = frames.at(-1);
  let most = 0;
  for (let end = around.length; end > 0; end--) {
    if (!isSame(last, around[end - 1])) continue;
    const length = Math.min(frames.length - 1, end);
    let shared = 0;
    while (shared < length && isSame(frames.at(-1 - shared), around[end - 1 - shared])) shared++;
    most = Math.max(most, shared);
  }
  return most;
}

function isSame(one: Frame | undefined, other: Frame | undefined): boolean {
  return (
    one?.file === other?.file &&
    one?.line === other?.line &&
    one?.column === other?.column &&
    one?.function === other?.function
  );
}
