import type { Lane } from '@sonde/pipeline';
import type { InstrumentSet } from '../instrument-set.js';
import { measureActiveHandles } from './active-handles.js';
import { measureEventLoopDelay } from './event-loop-delay.js';
import { measureEventLoopUtilization } from './event-loop-utilization.js';
import { measureGcPauses } from './gc-pauses.js';
import { measureHeap } from './heap.js';
import { measureLaneRecords } from './lane-records.js';
import { measureProcessCpu } from './process-cpu.js';
import { measureProcessMemory } from './process-memory.js';
import { measureProcessStartTime } from './process-start-time.js';
import { SLICE_MS } from './slices.js';

/** Starts all metrics about the process itself. Gives the function that stops them. */
export function measureRuntime(set: InstrumentSet, lane: Lane): () => void {
  const delay = measureEventLoopDelay(set);
  const utilization = measureEventLoopUtilization(set);
  const gc = measureGcPauses(set);
  measureHeap(set);
  measureProcessMemory(set);
  measureProcessCpu(set);
  measureActiveHandles(set);
  measureProcessStartTime(set);
  measureLaneRecords(set, lane);
  const timer = setInterval(() => {
    delay.roll();
    utilization.roll();
  }, SLICE_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    delay.stop();
    gc.stop();
  };
}
