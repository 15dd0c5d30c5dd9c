/** The columns of a runtime sample. Times in milliseconds, memory in bytes. */
export interface RuntimeSample {
  lagP50?: number;
  lagP99?: number;
  lagMax?: number;
  utilisation?: number;
  gc?: number;
  heapUsed?: number;
  heapTotal?: number;
  rss?: number;
}

/** What only the last sample tells. */
export interface RuntimeLatest extends RuntimeSample {
  heapLimit?: number;
  /** After the last full collection; its growth an hour, 0 while none is told; seconds until it is full. */
  heapFloor?: number;
  heapGrowth?: number;
  heapFullIn?: number;
  heapSpaces?: { name: string; used: number; size: number }[];
  handles?: number;
}

type HeapTrendField = 'heapLimit' | 'heapFloor' | 'heapGrowth' | 'heapFullIn';

/**
 * Gauges by name: those of `docs/fields.md`, which are also those of OpenTelemetry's runtime-node,
 * and prom-client's default ones, which collectors pass on.
 */
export const RUNTIME_GAUGES: Readonly<
  Record<string, { field: keyof RuntimeSample | HeapTrendField; scale: number }>
> = {
  'nodejs.eventloop.delay.p50': { field: 'lagP50', scale: 1000 },
  'nodejs.eventloop.delay.p99': { field: 'lagP99', scale: 1000 },
  'nodejs.eventloop.delay.max': { field: 'lagMax', scale: 1000 },
  'nodejs.eventloop.utilization': { field: 'utilisation', scale: 1 },
  'sonde.heap.floor': { field: 'heapFloor', scale: 1 },
  'sonde.heap.growth': { field: 'heapGrowth', scale: 1 },
  'sonde.heap.full_in': { field: 'heapFullIn', scale: 1 },
  'process.memory.usage': { field: 'rss', scale: 1 },
  nodejs_eventloop_lag_p50_seconds: { field: 'lagP50', scale: 1000 },
  nodejs_eventloop_lag_p99_seconds: { field: 'lagP99', scale: 1000 },
  nodejs_eventloop_lag_max_seconds: { field: 'lagMax', scale: 1000 },
  nodejs_heap_size_used_bytes: { field: 'heapUsed', scale: 1 },
  nodejs_heap_size_total_bytes: { field: 'heapTotal', scale: 1 },
  process_resident_memory_bytes: { field: 'rss', scale: 1 },
};

export const HEAP_SPACE_NAME = 'v8js.heap.space.name';
export const HEAP_USED = 'v8js.memory.heap.used';
/** Sonde's and the convention's name for the size of a space; the newer convention calls it a limit. */
export const HEAP_SPACE_SIZES: ReadonlySet<string> = new Set([
  'v8js.memory.heap.space.size',
  'v8js.memory.heap.limit',
]);
export const HEAP_LIMIT = 'v8js.memory.heap.limit';
export const GC_DURATION = 'v8js.gc.duration';
export const ACTIVE_HANDLES: ReadonlySet<string> = new Set([
  'nodejs.active_handles',
  'nodejs_active_handles_total',
]);
