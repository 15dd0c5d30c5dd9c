import { activeHandlesNames } from './active-handles.js';
import { eventLoopDelayNames } from './event-loop-delay.js';
import { eventLoopUtilizationNames } from './event-loop-utilization.js';
import { gcPausesNames } from './gc-pauses.js';
import { heapNames } from './heap.js';
import { laneRecordsNames } from './lane-records.js';
import { laneStateNames } from './lane-state.js';
import { processCpuNames } from './process-cpu.js';
import { processMemoryNames } from './process-memory.js';
import { processStartTimeNames } from './process-start-time.js';

/** The OTLP names of all metrics about the process and the lane. */
export const runtimeMetricNames: readonly string[] = [
  ...eventLoopDelayNames,
  ...eventLoopUtilizationNames,
  ...gcPausesNames,
  ...heapNames,
  ...processMemoryNames,
  ...processCpuNames,
  ...activeHandlesNames,
  ...processStartTimeNames,
  ...laneRecordsNames,
  ...laneStateNames,
];
