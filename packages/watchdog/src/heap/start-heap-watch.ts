import { totalmem } from 'node:os';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import type { Lane, Warn } from '@sonde/pipeline';
import { api } from '../open-telemetry.js';
import { type Floor, fitGrowth, type Growth } from './fit-growth.js';
import { growthLine } from './growth-line.js';
import { resolveHeapOptions } from './heap-options.js';
import { judgeGrowth } from './judge-growth.js';
import {
  type AllocationSampler,
  type Allocations,
  sampleAllocations,
} from './sample-allocations.js';

export const heapGaugeNames = [
  'sonde.heap.floor',
  'sonde.heap.growth',
  'sonde.heap.full_in',
] as const;

/** More are thinned out, so that the fit looks back over the life of a process. */
const MAX_FLOORS = 64;
/** A growth is told again when it has doubled. */
const AGAIN = 2;
const LOOK_AFTER_MS = 5000;
const WARN = 40;
const HOUR_S = 3600;
/** Of the growth, to be blamed on buffers. */
const MOSTLY = 0.6;
const LEAST_SHARE = 0.2;

export interface StartHeapWatch {
  lane: Lane;
  env: Readonly<Record<string, string | undefined>>;
  warn: Warn;
  /** Hears of each growth that is told, and when it is over. */
  onGrowth?: (told: string | undefined) => void;
  /** The clock by which growth is judged; milliseconds since the epoch. Default `Date.now`. */
  now?: () => number;
}

/** A look at the heap is never worth the application's life. */
function safely(act: () => void): void {
  try {
    act();
  } catch {
    // It is tried again after the next collection.
  }
}

interface Reading extends Floor {
  external: number;
}

/** What the memory outside of the heap may come to: a container's limit, else the machine's. */
function memoryLimit(): number {
  const constrained = process.constrainedMemory();
  const total = totalmem();
  return constrained > 0 && constrained < total ? constrained : total;
}

/**
 * Watches what is left after each full garbage collection of this thread. When that rises without
 * slowing down, one record says how fast, until when, and which function allocates what stays.
 *
 * @returns its undoing.
 */
export function startHeapWatch({
  lane,
  env,
  warn,
  onGrowth,
  now = Date.now,
}: StartHeapWatch): () => void {
  if (!resolveHeapOptions({}, env, warn).watch || !process.features.inspector) {
    return () => undefined;
  }
  let floors: Reading[] = [];
  let growth: Growth | undefined;
  let sampler: AllocationSampler | undefined;
  let toldRise = 0;
  let youngCollections = 0;
  let lookedAt = 0;
  let later: NodeJS.Timeout | undefined;
  const countedSince = Date.now();

  function read(): Reading {
    const { heapUsed, external } = process.memoryUsage();
    return { time: now(), bytes: heapUsed + external, external };
  }

  function remember(floor: Reading): void {
    if (floors.length >= MAX_FLOORS) floors = floors.filter((_, index) => index % 2 === 0);
    floors.push(floor);
  }

  function kindOf({ since, rise }: Growth): 'heap' | 'buffers' {
    const first = floors.find(({ time }) => time >= since);
    const outside = (floors.at(-1)?.external ?? 0) - (first?.external ?? 0);
    return outside > rise * MOSTLY ? 'buffers' : 'heap';
  }

  function fullInS(floor: Floor, { bytesPerHour }: Growth, kind: 'heap' | 'buffers'): number {
    const limit = kind === 'heap' ? getHeapStatistics().heap_size_limit : memoryLimit();
    return Math.max(0, ((limit - floor.bytes) / bytesPerHour) * HOUR_S);
  }

  function stopSampling(): void {
    clearTimeout(later);
    sampler?.stop();
    sampler = undefined;
  }

  function tell(floor: Reading, grown: Growth, found: Allocations | undefined): void {
    const kind = kindOf(grown);
    const allocations = found && found.share >= LEAST_SHARE ? found : undefined;
    const seconds = fullInS(floor, grown, kind);
    const line = growthLine({
      time: floor.time,
      growth: grown,
      floor: floor.bytes,
      kind,
      fullInS: seconds,
      allocations,
    });
    lane.offer('errors', line, WARN);
    onGrowth?.((JSON.parse(line) as { msg: string }).msg);
    toldRise = grown.rise;
  }

  /** V8 collects all garbage first, which is no floor of the application's own pace. */
  function look(): Allocations | undefined {
    const found = sampler?.read();
    lookedAt = performance.now();
    return found;
  }

  /** The young generation is collected whenever it is full. */
  function bytesPerSecond(): number {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    const seconds = (Date.now() - countedSince) / 1000;
    return seconds <= 0 ? 0 : ((young?.space_size ?? 0) / 2) * (youngCollections / seconds);
  }

  /** Two looks at what was allocated since the suspicion tell what grows; then it is told. */
  function judge(): void {
    const floor = floors.at(-1);
    const { heap_size_limit: limit } = getHeapStatistics();
    const ofLimit = floor ? (floor.bytes - floor.external) / limit : 0;
    const verdict = judgeGrowth(growth, floor?.time ?? 0, ofLimit);
    if (verdict === 'calm' || !growth || !floor) {
      stopSampling();
      if (toldRise > 0) onGrowth?.(undefined);
      toldRise = 0;
      return;
    }
    if (!sampler) {
      sampler = sampleAllocations(kindOf(growth) === 'buffers', bytesPerSecond());
      judgeLater();
    } else if (!sampler.hasBefore()) {
      look();
      judgeLater();
    } else if (verdict === 'grows' && growth.rise >= toldRise * AGAIN) tell(floor, growth, look());
  }

  /** Full collections may be far apart, and the heap full before the next. */
  function judgeLater(): void {
    clearTimeout(later);
    later = setTimeout(safely, LOOK_AFTER_MS, judge);
    later.unref();
  }

  function onFullCollection(): void {
    remember(read());
    growth = fitGrowth(floors);
    judge();
  }

  const observer = new PerformanceObserver((list) => {
    let full = false;
    for (const entry of list.getEntries()) {
      const { kind } = (entry as unknown as { detail: { kind: number } }).detail;
      if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) full ||= entry.startTime > lookedAt;
      else if (kind === constants.NODE_PERFORMANCE_GC_MINOR) youngCollections++;
    }
    if (full) safely(onFullCollection);
  });
  observer.observe({ entryTypes: ['gc'] });

  const meter = api.metrics.getMeter('@sonde/watchdog');
  const gauge = (
    name: string,
    unit: string,
    description: string,
    value: () => number | undefined,
  ) =>
    meter.createObservableGauge(name, { unit, description }).addCallback((result) => {
      const seen = value();
      if (seen !== undefined) result.observe(seen);
    });
  gauge(
    heapGaugeNames[0],
    'By',
    'Bytes left after the last full garbage collection',
    () => floors.at(-1)?.bytes,
  );
  gauge(
    heapGaugeNames[1],
    'By/h',
    'How fast what is left after full garbage collections rises, once that is told',
    () => (floors.length === 0 ? undefined : toldRise > 0 ? (growth?.bytesPerHour ?? 0) : 0),
  );
  gauge(heapGaugeNames[2], 's', 'Seconds until memory is full, while it grows', () => {
    const last = floors.at(-1);
    return last && growth && toldRise > 0 ? fullInS(last, growth, kindOf(growth)) : undefined;
  });

  return () => {
    observer.disconnect();
    stopSampling();
  };
}
