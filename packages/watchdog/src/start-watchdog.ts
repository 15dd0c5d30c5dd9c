import { performance } from 'node:perf_hooks';
import { clearInterval, setImmediate, setInterval, setTimeout } from 'node:timers';
import { isMainThread, Worker } from 'node:worker_threads';
import type { Resource } from '@sonde/otlp';
import type { Lane, Warn } from '@sonde/pipeline';
import type { RedactionOptions } from '@sonde/redaction';
import { endQuestions } from './ask-main-thread.js';
import { createBlockMetric, createThresholdMetric } from './block-metric.js';
import { isPrompt } from './blocked-stack.js';
import { type RollingProfile, startRollingProfile } from './cpu-profile.js';
import type { CrashStory } from './crash/crash-story.js';
import { takeNotesAway } from './crash/take-notes-away.js';
import type { Delays } from './delays.js';
import { watchGcTimes } from './gc-times.js';
import { beatMs, createHeartMemory, forgetWatcher, type Gap, startHeart, word } from './heart.js';
import { monotonicMs } from './monotonic.js';
import { createProber, type HeldProbe, type Probe } from './prober.js';
import type { HeapProfiles } from './profile/heap-profiles.js';
import { newFileName } from './profile/profile-folder.js';
import { resolveProfileOptions } from './profile/profile-options.js';
import { proveBlock } from './prove-block.js';
import { readThreadWaits } from './starvation.js';
import { tellDelays } from './tell-delays.js';
import { tellSpan } from './tell-span.js';
import { createTokenBucket } from './token-bucket.js';
import { fixedThreshold, usualThreshold } from './usual-gap.js';
import type {
  BlockSeen,
  BlockTold,
  FromWatcher,
  ToWatcher,
  WatcherData,
} from './watchdog-messages.js';
import { resolveWatchdogOptions } from './watchdog-options.js';

/** The start of an application is left alone: the watching thread comes after it. */
const SETTLE_MS = 1000;
/** Blocks of which the watching thread has not told yet. */
const MAX_OPEN = 32;
const BUSY_MS = 5000;
/** Of what stays in a heap that grows: so many, then one in ten minutes. */
const HEAP_PROFILES = { burst: 3, perSecond: 1 / 600 };
/** A thread that dies is replaced, unless it did so more often than this: so many times, and once in ten minutes. */
const REPLACEMENTS = { burst: 3, perSecond: 1 / 600 };
/** V8 fills what it may: a thread that sleeps most of the time needs little of it. */
const YOUNG_MB = 2;
/** For a heap that may grow to two gigabytes V8 maps its own code once more, two megabytes, to call it by a shorter way. */
const OLD_MB = 1024;
const FATAL = 60;
const INFO = 30;
const WARN = 40;

export interface StartWatchdog {
  lane: Lane;
  /** Who is watched; without it no profiles are taken. */
  resource?: Resource;
  /** What is noted, so that the next start can tell of a crash. */
  story?: CrashStory;
  /** How notes are redacted before they lie on disk; without it none do. */
  redaction?: RedactionOptions;
  /** Told of blocks, for those who waited. */
  delays?: Delays;
  /** Whose profiles are written to the folder of profiles. */
  heapProfiles?: HeapProfiles;
  env: Readonly<Record<string, string | undefined>>;
  warn: Warn;
  /** The clock by which it is judged how long callbacks usually take; milliseconds. Default the time of the thread. */
  now?: () => number;
}

/** A span can not leave its thread. */
function withoutSpan({ requestedAt, at, endedAt, calls, work }: HeldProbe): Probe {
  return { requestedAt, at, calls, work, ...(endedAt === undefined ? {} : { endedAt }) };
}

/**
 * Watches this thread's event loop and tells each block: for how long, in which function, for which
 * request. It opens no port and stops nothing. Call it after metrics and tracing.
 *
 * @returns its undoing.
 */
export function startWatchdog({
  lane,
  resource,
  story,
  redaction,
  delays,
  heapProfiles,
  env,
  warn,
  now,
}: StartWatchdog): () => void {
  const options = resolveWatchdogOptions({}, env, warn);
  if (options.thresholdMs === 0 || !process.features.inspector) return () => undefined;
  const beatEvery = beatMs(options.thresholdMs);
  const threshold = options.adaptive
    ? usualThreshold(options.thresholdMs)
    : fixedThreshold(options.thresholdMs);
  const memory = createHeartMemory();
  const prober = createProber(memory, onEnded);
  const open = new Set<number>();
  const mayReplace = createTokenBucket(REPLACEMENTS.burst, REPLACEMENTS.perSecond);
  const gc = watchGcTimes();
  let profile: RollingProfile | undefined;
  let worker: Worker | undefined;
  let count: ReturnType<typeof createBlockMetric> | undefined;
  let nextId = 0;
  let toldSpanOf: number | undefined;
  let stopped = false;

  const profiling = resolveProfileOptions({}, env, warn);
  const service = resource?.attributes.find(({ key }) => key === 'service.name')?.value.stringValue;

  const noted =
    isMainThread && story && redaction && service !== undefined && options.notes
      ? { folder: profiling.folder, service, started: performance.timeOrigin, redaction }
      : undefined;

  function onTold(told: FromWatcher): void {
    if ('warning' in told) warn(told.warning);
    else if ('profileLine' in told) lane.offer('logs', told.profileLine, INFO);
    else if ('crashLine' in told) lane.offer('errors', told.crashLine, FATAL);
    else if ('dismissed' in told) open.delete(told.dismissed);
    else onBlock(told);
  }

  function onBlock(told: BlockTold): void {
    open.delete(told.id);
    count ??= createBlockMetric();
    count(told);
    story?.block(
      `${new Date().toISOString()} ${Math.round(told.durationMs)} ms in ${told.name ?? '(unknown)'}`,
    );
    if (told.line !== undefined) lane.offer('errors', told.line, WARN);
  }

  function replaceWorker(): void {
    worker = undefined;
    if (stopped) return;
    open.clear();
    forgetWatcher(memory);
    if (mayReplace(monotonicMs())) setTimeout(startWorker, SETTLE_MS).unref();
    else {
      stop();
      warn({
        code: 'watchdog_died',
        message:
          'blocks of the event loop are not told any more: the thread that watches it died too often',
      });
    }
  }

  function startWorker(): Worker | undefined {
    if (worker || stopped) return worker;
    try {
      const data: WatcherData = { memory, beatEvery, canAsk: isMainThread };
      if (isMainThread && profiling.enabled && service !== undefined) {
        data.profiles = { service, options: profiling };
      }
      if (noted) data.notes = noted;
      // No NODE_OPTIONS and no arguments: the preload has nothing to do in there.
      const one = new Worker(new URL('./watchdog-worker.js', import.meta.url), {
        name: 'sonde',
        workerData: data,
        execArgv: [],
        argv: [],
        env: {},
        stdout: true,
        stderr: true,
        trackUnmanagedFds: false,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: OLD_MB },
      });
      one.on('message', onTold);
      one.on('error', (error: unknown) => {
        warn({
          code: 'watchdog_died',
          message: `the thread that watches the event loop died: ${error instanceof Error ? error.message : 'unknown'}`,
        });
      });
      one.on('exit', replaceWorker);
      // Last, since a listener for messages holds the process again.
      one.unref();
      worker = one;
    } catch (error) {
      stop();
      warn({
        code: 'watchdog_failed',
        message: `the watchdog can't be started: ${error instanceof Error ? error.message : 'unknown'}`,
      });
    }
    return worker;
  }

  /** It may sleep without turning its loop. */
  function call(one: Worker, message: ToWatcher): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    one.postMessage(message);
    Atomics.add(memory, word.called, 1);
    Atomics.notify(memory, word.called);
  }

  /** Before the loop turns, since the request may be answered and its span over by then. */
  function onEnded(): void {
    const from = heart.last();
    if (from === undefined || from === toldSpanOf) return;
    const thresholdMs = threshold.ms();
    const to = monotonicMs();
    if (to - from - heart.held(to) < thresholdMs) return;
    const proof = proveBlock({ from, to }, prober.probes(), thresholdMs);
    if (!proof) return;
    toldSpanOf = from;
    const share = prober.share();
    tellSpan(proof, thresholdMs, share);
    tellDelays(proof, thresholdMs, share, delays);
  }

  function onLate(gap: Gap): void {
    const epochMs = Date.now();
    const thresholdMs = threshold.ms();
    const proof = proveBlock(gap, prober.probes(), thresholdMs);
    prober.forget();
    if ((isMainThread && !proof) || open.size >= MAX_OPEN) return;
    const seen: BlockSeen = {
      id: nextId++,
      gap,
      thresholdMs,
      profiles: profile?.take() ?? [],
      gcMs: 0,
      epochMs,
    };
    if (proof) {
      const { from, provenFrom, to, probes } = proof;
      seen.proof = { from, provenFrom, to, probes: probes.map(withoutSpan) };
      // Later the thread may wait again, for what is no part of the block.
      seen.shareAtEnd = probes.find(({ endedAt }) => endedAt === to)?.shareAtEnd ?? prober.share();
      seen.waitsAtEnd = readThreadWaits();
    }
    // A profiler that starts walks the heap, so it does when a block has shown that it is needed:
    // one that native code kept from answering, or one in a thread that nobody can ask.
    if (options.profile && !proof?.probes.some(isPrompt)) profile ??= startRollingProfile();
    const one = startWorker();
    if (!one) return;
    open.add(seen.id);
    // Node tells of a collection when the loop has turned.
    setImmediate(() => {
      seen.gcMs = gc.within(proof ?? gap);
      call(one, seen);
    }).unref();
  }

  createThresholdMetric(() => threshold.ms());
  const heart = startHeart(memory, beatEvery, threshold, onLate, now);
  const settle = setTimeout(() => {
    // In another thread nobody can be asked; there the first block starts it.
    if (isMainThread) startWorker();
  }, SETTLE_MS);
  settle.unref();
  let before = performance.eventLoopUtilization();
  const busy = setInterval(() => {
    const latest = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(latest, before);
    before = latest;
    Atomics.store(memory, word.busy, Math.round(utilization * 1000));
  }, BUSY_MS);
  busy.unref();
  const unfollow = noted && story?.follow((notes) => worker && call(worker, { notes }));
  if (noted && story) story.end = () => takeNotesAway(memory, noted);
  const mayKeep = createTokenBucket(HEAP_PROFILES.burst, HEAP_PROFILES.perSecond);
  if (isMainThread && heapProfiles && profiling.enabled && service !== undefined) {
    heapProfiles.keep = (heapProfile) => {
      if (!worker || !mayKeep(monotonicMs())) return undefined;
      const file = newFileName(service, 'heapprofile');
      call(worker, { file, heapProfile });
      return file;
    };
  }
  const onExit = (): void => endQuestions(memory);
  const onSignal = (): void => {
    const one = startWorker();
    if (one) call(one, { profile: 'signal' });
  };
  if (isMainThread) {
    process.once('exit', onExit);
    if (profiling.enabled && profiling.signal) process.on(profiling.signal, onSignal);
  }

  function stop(): void {
    if (stopped) return;
    stopped = true;
    clearTimeout(settle);
    clearInterval(busy);
    unfollow?.();
    story?.end();
    heart.stop();
    endQuestions(memory);
    process.off('exit', onExit);
    prober.stop();
    gc.stop();
    profile?.stop();
    void worker?.terminate();
  }
  return () => {
    stop();
    // Not where it stopped by itself: who asks for a profile then must not end the process.
    if (profiling.signal) process.off(profiling.signal, onSignal);
  };
}
