import diagnostics from 'node:diagnostics_channel';
import { Worker } from 'node:worker_threads';
import { laneLimits } from './lane-limits.js';
import { type LaneMemory, sleep, word } from './lane-memory.js';
import type { LaneOptions } from './lane-options.js';
import { nextTurn } from './next-turn.js';
import { isOtlpAlone } from './outputs/order-outputs.js';
import type { createRescuer, Rescuer } from './rescue-ring.js';
import type { runWorker } from './run-worker.js';
import type { Warn, Warning } from './warn.js';
import { findWorkerCode, loadWorkerModule } from './worker-code.js';
import { createWorkerPulse } from './worker-pulse.js';

/** What the worker is given at its start. */
export interface LaneWorkerData {
  kind: 'sonde.lane';
  memory: LaneMemory;
  options: LaneOptions;
  /** Names this lane's part of the spool, the same for every worker of the lane. */
  name: string;
  /** What the ids of its records have in common. */
  uid: string;
}

/** Keeps a worker on the ring. */
export interface LaneHost {
  /** Called after a record was written: starts the worker soon, not now. */
  wanted(): void;
  /** Starts the worker now if there is none. */
  ensure(): void;
  /** Whether a worker is at work, as far as this thread can know. */
  alive(): boolean;
  /** Whether this thread does the worker's work itself, since Node's permission model allows no worker. */
  isHere(): boolean;
  /** Brings the ring's records into the spool from this thread; false if it could not. */
  rescue(mostMs: number): boolean;
  stop(): Promise<void>;
}

/** All that a worker may see of the environment: what Node's own TLS and clock look at. */
const kept = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'TZ', 'PATH', 'HOME'];

function workerEnv(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const name of kept) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}

const channel = diagnostics.channel('sonde:lane');

/** How often the worker is looked after. */
const LOOK_MS = laneLimits.heartbeatMs * 1.5;
/** How long the worker may take to close its files. */
const STOP_MS = 1000;
/** Of the application's thread at a time, when it does the worker's work. */
const DIRECT_SLICE_MS = 8;
/** A worker that needs more is broken; without a bound, it would take the application along. */
const WORKER_HEAP_MB = 192;
/** Small, so that what is read and sent does not lie about for long: it is most of what the lane takes. */
const WORKER_YOUNG_MB = 2;

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}

export function createLaneHost(data: LaneWorkerData, warn: Warn): LaneHost {
  const { control } = data.memory;
  let worker: Worker | undefined;
  let starting = false;
  let stopped = false;
  let deaths: number[] = [];
  let notBefore = 0;
  let direct: NodeJS.Timeout | undefined;
  let rescuer: Rescuer | undefined;
  // Without that model there is no such object, whatever the types say.
  const permission = process.permission as NodeJS.ProcessPermission | undefined;
  const isHere = permission !== undefined && !permission.has('worker') && isOtlpAlone(data.options);
  let endHere: (() => void) | undefined;

  function start(): void {
    if (worker || stopped || direct || endHere) return;
    if (isHere) {
      goHere();
      return;
    }
    try {
      Atomics.store(control, word.heartbeat, 0);
      Atomics.store(control, word.thread, 0);
      // No NODE_OPTIONS and no arguments: a preload in here would trace the lane's own requests.
      const code = findWorkerCode();
      const one = new Worker(code.from, {
        eval: code.eval,
        name: 'sonde',
        workerData: data,
        execArgv: [],
        argv: [],
        env: workerEnv(),
        stdout: true,
        stderr: true,
        trackUnmanagedFds: false,
        resourceLimits: {
          maxOldGenerationSizeMb: WORKER_HEAP_MB,
          maxYoungGenerationSizeMb: WORKER_YOUNG_MB,
        },
      });
      worker = one;
      one.on('message', (message: { warning?: Warning }) => {
        if (message.warning) warn(message.warning);
      });
      one.on('error', (error: unknown) => {
        warn({
          code: 'lane_worker_died',
          message: `the lane's worker died and is replaced: ${textOf(error)}`,
        });
      });
      watch();
      one.on('exit', () => {
        clearInterval(watching);
        watching = undefined;
        worker = undefined;
        channel.publish({ event: 'worker_ended', expected: stopped });
        if (!stopped) restart();
      });
      // Last, since a listener for messages holds the process again.
      one.unref();
      channel.publish({ event: 'worker_started' });
    } catch (error) {
      warn({
        code: 'lane_worker_failed',
        message: `the lane's worker can't be started: ${textOf(error)}`,
      });
      restart();
    }
  }

  let watching: NodeJS.Timeout | undefined;

  /** It sleeps until something is written, and all that was is done with: it gives no sign of life then. */
  const idle = (): boolean =>
    Atomics.load(control, word.sleep) === sleep.deep &&
    Atomics.load(control, word.head) === Atomics.load(control, word.tail);

  /** Ends a worker whose event loop stands still; its `exit` brings the next one. */
  function watch(): void {
    if (watching) return;
    let pulse = createWorkerPulse(control);
    watching = setInterval(() => {
      if (idle()) {
        clearInterval(watching);
        watching = undefined;
        return;
      }
      if (!pulse.hangs(LOOK_MS)) return;
      pulse = createWorkerPulse(control);
      warn({ code: 'lane_worker_hung', message: 'the lane’s worker hung and is replaced' });
      void worker?.terminate();
    }, LOOK_MS).unref();
  }

  function restart(): void {
    const now = performance.now();
    // Batches that it had on the way are on their way no more.
    Atomics.store(control, word.held, 0);
    Atomics.store(control, word.backlog, 0);
    deaths = [...deaths.filter((time) => now - time < laneLimits.deathsMs), now];
    if (deaths.length >= laneLimits.manyDeaths) {
      goDirect();
      return;
    }
    const delay = Math.min(
      laneLimits.restartMs * 2 ** (deaths.length - 1),
      laneLimits.maxRestartMs,
    );
    notBefore = now + delay;
    setTimeout(start, delay).unref();
  }

  /** No worker lives: this thread writes to the spool, until one is tried again. */
  function goDirect(): void {
    warn({
      code: 'lane_direct',
      message:
        'the lane’s worker died five times within a minute; records go to the spool meanwhile',
    });
    channel.publish({ event: 'direct', on: true });
    direct = setInterval(() => void rescue(DIRECT_SLICE_MS), laneLimits.directMs).unref();
    setTimeout(() => {
      clearInterval(direct);
      direct = undefined;
      // What it has written is the worker's now: it must not write on there.
      rescuer = undefined;
      deaths = [];
      channel.publish({ event: 'direct', on: false });
      start();
    }, laneLimits.tryAgainMs).unref();
  }

  /** Until the next flush that blocks; whatever is written after that begins it again. */
  function goHere(): void {
    warn({
      code: 'lane_worker_denied',
      message:
        'Node’s permission model allows the lane no worker thread: records are shipped from the application’s own, until it is started with --allow-worker',
    });
    try {
      const loaded = loadWorkerModule() as { runWorker: typeof runWorker };
      // What it has written is for the other hand now.
      rescuer = undefined;
      endHere = loaded.runWorker(data, warn);
    } catch (error) {
      stopped = true;
      warn({ code: 'lane_worker_failed', message: `records can't be shipped: ${textOf(error)}` });
    }
  }

  function rescue(mostMs: number): boolean {
    try {
      endHere?.();
      endHere = undefined;
      if (!rescuer) {
        // Loaded now and not before: an application whose worker lives never pays for it.
        const loaded = loadWorkerModule() as { createRescuer: typeof createRescuer };
        rescuer = loaded.createRescuer(data, warn);
      }
      return rescuer.drain(mostMs, worker === undefined);
    } catch (error) {
      warn({
        code: 'lane_rescue_failed',
        message: `records could not be written to the spool: ${textOf(error)}`,
      });
      return false;
    }
  }

  return {
    wanted() {
      if (worker && !watching) watch();
      if (worker || starting || stopped || direct || endHere) return;
      starting = true;
      nextTurn(() => {
        starting = false;
        if (performance.now() >= notBefore) start();
      });
    },
    ensure() {
      if (worker) watch();
      start();
    },
    alive: () => worker !== undefined,
    isHere: () => isHere,
    rescue,
    async stop() {
      stopped = true;
      clearInterval(direct);
      endHere?.();
      const one = worker;
      if (!one) return;
      const left = new Promise((resolve) => one.once('exit', resolve));
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
      one.postMessage('close');
      const late = setTimeout(() => void one.terminate(), STOP_MS);
      await left;
      clearTimeout(late);
    },
  };
}
