import { clearInterval, setImmediate, setInterval } from 'node:timers';
import type { Lane } from '@sonde/pipeline';
import type { InstrumentSet } from '../instrument-set.js';
import { measureActiveHandles } from './active-handles.js';
import { measureEventLoopDelay } from './event-loop-delay.js';
import { measureEventLoopUtilization } from './event-loop-utilization.js';
import { measureGcPauses } from './gc-pauses.js';
import { measureHeap } from './heap.js';
import { measureLaneRecords } from './lane-records.js';
import { measureLaneState } from './lane-state.js';
import { measureProcessCpu } from './process-cpu.js';
import { measureProcessMemory } from './process-memory.js';
import { measureProcessStartTime } from './process-start-time.js';
import { SLICE_MS } from './slices.js';

export interface RuntimeMeasures {
  /** Brings the figures of "the last 10 s" up to now. Otherwise they are at most a second old. */
  roll(): void;
  stop(): void;
}

/** Starts all metrics about the process itself. */
export function measureRuntime(set: InstrumentSet, lane: Lane): RuntimeMeasures {
  const delay = measureEventLoopDelay(set);
  const utilization = measureEventLoopUtilization(set);
  const gc = measureGcPauses(set);
  measureHeap(set);
  measureProcessMemory(set);
  measureProcessCpu(set);
  measureActiveHandles(set);
  measureProcessStartTime(set);
  measureLaneRecords(set, lane);
  measureLaneState(set, lane);
  const roll = (): void => {
    delay.roll(gc.taken());
    utilization.roll();
  };
  // After the timers have run: a block that ends now is in Node's monitor only then.
  const timer = setInterval(() => setImmediate(roll).unref(), SLICE_MS);
  timer.unref();
  return {
    roll,
    stop() {
      clearInterval(timer);
      delay.stop();
      gc.stop();
    },
  };
}
