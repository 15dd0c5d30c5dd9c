import diagnostics from 'node:diagnostics_channel';
import { Worker } from 'node:worker_threads';
import { laneLimits } from './lane-limits.js';
import type { LaneMemory } from './lane-memory.js';
import type { LaneOptions } from './lane-options.js';
import type { Warn, Warning } from './warn.js';

/** What the worker is given at its start. */
export interface LaneWorkerData {
  memory: LaneMemory;
  options: LaneOptions;
  /** Names this lane's part of the spool, the same for every worker of the lane. */
  name: string;
}

/** Keeps a worker on the ring. */
export interface LaneHost {
  /** Called after a record was written: starts the worker soon, not now. */
  wanted(): void;
  /** Starts the worker now if there is none. */
  ensure(): void;
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

/** How long the worker may take to close its files. */
const STOP_MS = 1000;

export function createLaneHost(data: LaneWorkerData, warn: Warn): LaneHost {
  let worker: Worker | undefined;
  let starting = false;
  let stopped = false;
  let deaths = 0;
  let notBefore = 0;

  function start(): void {
    if (worker || stopped) return;
    try {
      // No NODE_OPTIONS and no arguments: a preload in here would trace the lane's own requests.
      const one = new Worker(new URL('./worker.js', import.meta.url), {
        name: 'sonde',
        workerData: data,
        execArgv: [],
        argv: [],
        env: workerEnv(),
        stdout: true,
        stderr: true,
        trackUnmanagedFds: false,
      });
      worker = one;
      one.on('message', (message: { warning?: Warning; ready?: boolean }) => {
        if (message.warning) warn(message.warning);
      });
      one.on('error', (error: unknown) => {
        warn({
          code: 'lane_worker_died',
          message: `the lane's worker died and is replaced: ${error instanceof Error ? error.message : 'unknown'}`,
        });
      });
      one.on('exit', () => {
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
        message: `the lane's worker can't be started: ${error instanceof Error ? error.message : 'unknown'}`,
      });
      restart();
    }
  }

  function restart(): void {
    const delay = Math.min(laneLimits.restartMs * 2 ** deaths++, laneLimits.maxRestartMs);
    notBefore = performance.now() + delay;
    setTimeout(start, delay).unref();
    // A worker that lived for a while was well: the next death starts from the shortest wait.
    setTimeout(() => {
      deaths = Math.max(0, deaths - 1);
    }, laneLimits.maxRestartMs * 2).unref();
  }

  return {
    wanted() {
      if (worker || starting || stopped) return;
      starting = true;
      setImmediate(() => {
        starting = false;
        if (performance.now() >= notBefore) start();
      }).unref();
    },
    ensure: start,
    async stop() {
      stopped = true;
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
