import { laneLimits } from './lane-limits.js';
import { word } from './lane-memory.js';

/**
 * The worker's sign of life, for as long as there is anything to do, and at each turn: where many want
 * the processor, a few batches may keep the timer waiting for as long as a hang.
 */
export function createHeartbeat(control: Int32Array<SharedArrayBuffer>): (on: boolean) => void {
  let beating: NodeJS.Timeout | undefined;
  const beat = (): void => void Atomics.add(control, word.heartbeat, 1);

  return (on) => {
    if (on) beat();
    if (on === (beating !== undefined)) return;
    clearInterval(beating);
    beating = on ? setInterval(beat, laneLimits.heartbeatMs).unref() : undefined;
  };
}
