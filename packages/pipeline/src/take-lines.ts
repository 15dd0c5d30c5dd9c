import { word } from './lane-memory.js';

/**
 * Takes lines in strides, until a stride fails or a worker dies in one: from then on each record is
 * tried by itself, so that the one that is no good is known.
 *
 * @param stride returns how many lines it took; so does the result.
 */
export function createLineTaker(
  control: Int32Array<SharedArrayBuffer>,
  stride: () => number,
): () => number {
  let isCareful = Atomics.exchange(control, word.stride, 0) === 1;

  return () => {
    if (isCareful) return 0;
    Atomics.store(control, word.stride, 1);
    try {
      return stride();
    } catch {
      isCareful = true;
      return 0;
    } finally {
      Atomics.store(control, word.stride, 0);
    }
  };
}
