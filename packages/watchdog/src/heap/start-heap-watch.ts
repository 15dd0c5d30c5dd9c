import { totalmem } from 'node:os';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import { getHeapSpaceStatistics } from 'node:v8';
import type { Lane, Warn } from '@sonde/pipeline';
import { api } from '../open-telemetry.js';
import type { HeapProfiles } from '../profile/heap-profiles.js';
import { createTokenBucket } from '../token-bucket.js';
import { type Floor, fitGrowth, type Growth } from './fit-growth.js';
import { growthLine } from './growth-line.js';
import { heapLimit } from './heap-limit.js';
import { resolveHeapOptions } from './heap-options.js';
import { judgeGrowth, type Verdict } from './judge-growth.js';
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
/** Between two looks, and more where each of them takes long: the part of the time that they may take. */
const LOOK_AFTER_MS = 5000;
const LOOKS_SHARE = 0.02;
/** Sooner while memory fills faster: so often before it is full. */
const LOOKS_BEFORE_FULL = 8;
const LEAST_LOOK_AFTER_MS = 500;
/** V8 collects seldom on a machine short of processors. So many collections are asked for, then one an hour. */
const LOOKS = { burst: 8, perSecond: 1 / 3600 };
/** It is asked for one when there is so much more than after the last, or so much of what is left. */
const MORE = 0.25;
const LEAST_MORE = 8 * 1024 * 1024;
const MORE_OF_REST = 0.25;
/** What was looked at so lately is not looked at again. */
const FRESH_MS = 1000;
/** Until then a program loads; two floors say nothing of it. */
const START_MS = 15_000;
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
  /** Takes the profile of what stays, when a growth is told. */
  profiles?: HeapProfiles;
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
  profiles,
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
  let lookMs = 0;
  let seen: Allocations | undefined;
  const mayLook = createTokenBucket(LOOKS.burst, LOOKS.perSecond);
  let later: NodeJS.Timeout | undefined;
  const countedSince = Date.now();
  const limit = heapLimit();

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
    const most = kind === 'heap' ? limit : memoryLimit();
    return Math.max(0, ((most - floor.bytes) / bytesPerHour) * HOUR_S);
  }

  function stopSampling(): void {
    clearTimeout(later);
    sampler?.stop();
    sampler = undefined;
    seen = undefined;
  }

  function tell(floor: Reading, grown: Growth, found: Allocations | undefined): void {
    const kind = kindOf(grown);
    const allocations = found && found.share >= LEAST_SHARE ? found : undefined;
    const seconds = fullInS(floor, grown, kind);
    const profile = found && profiles?.keep(found.profile);
    const line = growthLine({
      time: floor.time,
      growth: grown,
      floor: floor.bytes,
      kind,
      fullInS: seconds,
      allocations,
      ...(profile === undefined ? {} : { profile }),
    });
    lane.offer('errors', line, WARN);
    onGrowth?.((JSON.parse(line) as { msg: string }).msg);
    toldRise = grown.rise;
  }

  /** V8 collects all garbage first, so that it leaves a floor too. */
  function look(): void {
    const began = performance.now();
    seen = sampler?.read();
    lookedAt = performance.now();
    lookMs = lookedAt - began;
    onFloor();
  }

  /** The young generation is collected whenever it is full. */
  function bytesPerSecond(): number {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    const seconds = (Date.now() - countedSince) / 1000;
    return seconds <= 0 ? 0 : ((young?.space_size ?? 0) / 2) * (youngCollections / seconds);
  }

  function verdict(floor: Reading | undefined): Verdict {
    const used = floor ? floor.bytes - floor.external : 0;
    const isNews = (growth?.lasting ?? 0) > 0 || performance.now() >= START_MS;
    return isNews ? judgeGrowth(growth, floor?.time ?? 0, used, limit) : 'calm';
  }

  /** Two looks at what was allocated since the suspicion tell what grows; then it is told. */
  function judge(): void {
    const floor = floors.at(-1);
    const grown = growth;
    const is = verdict(floor);
    if (is === 'calm' || !grown || !floor) {
      stopSampling();
      if (toldRise > 0) onGrowth?.(undefined);
      toldRise = 0;
      if (grown && performance.now() < START_MS) judgeLater(START_MS - performance.now(), judge);
      return;
    }
    if (!sampler) sampler = sampleAllocations(kindOf(grown) === 'buffers', bytesPerSecond());
    else if (!sampler.hasBefore()) look();
    else if (is === 'grows' && grown.rise >= toldRise * AGAIN) {
      if (!seen || performance.now() - lookedAt > FRESH_MS) look();
      tell(floor, grown, seen);
      seen = undefined;
    }
    lookLater(floor, grown);
  }

  /** Full collections may be far apart, and the heap full before the next. */
  function lookLater(floor: Reading, grown: Growth): void {
    const untilFull = fullInS(floor, grown, kindOf(grown)) * 1000;
    const soon = Math.max(LEAST_LOOK_AFTER_MS, untilFull / LOOKS_BEFORE_FULL);
    const after = Math.max(Math.min(LOOK_AFTER_MS, soon), lookMs / LOOKS_SHARE);
    judgeLater(after, () => {
      if (!sampler) return;
      if (isWorthLook(floor, grown) && mayLook(performance.now())) {
        look();
        judge();
      } else lookLater(floor, grown);
    });
  }

  /** What is used holds garbage, too; but no more can be left than that. */
  function isWorthLook(floor: Reading, grown: Growth): boolean {
    const { time, bytes, external } = read();
    const gained = bytes - floor.bytes;
    const atMost = { ...grown, rise: grown.rise + gained };
    const mayTell =
      verdict(floor) === 'suspect' &&
      judgeGrowth(atMost, time, bytes - external, limit) === 'grows';
    const much = Math.min(floor.bytes * MORE + LEAST_MORE, (limit - floor.bytes) * MORE_OF_REST);
    return mayTell || gained >= much;
  }

  function judgeLater(ms: number, act: () => void): void {
    clearTimeout(later);
    later = setTimeout(safely, ms, act);
    later.unref();
  }

  function onFloor(): void {
    remember(read());
    growth = fitGrowth(floors);
  }

  function onFullCollection(): void {
    onFloor();
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
      const current = value();
      if (current !== undefined) result.observe(current);
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
