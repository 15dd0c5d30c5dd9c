import { Worker } from 'node:worker_threads';
import type { SymbolicateRequest, SymbolicateResponse } from './source-map-worker.js';
import type { SymbolicateHint } from './symbolicator.js';
import type { Frame } from './types.js';

export interface SourceMapStoreOptions {
  /**
   * Where the maps lie: `<basename>.map` or `<debugId>.map`, in the folder itself or in one named
   * after the release. Nothing outside is ever read, no link followed, no address fetched.
   */
  folder: string;
  /** A larger map is not read. Bytes, 64 MiB by default. */
  maxBytes?: number;
  /** How long one stack may take before the worker is given up. Milliseconds, 5,000 by default. */
  timeoutMs?: number;
}

export interface SourceMapStore {
  /**
   * The frames with original functions, files, lines and source lines, where a map tells them; the
   * frames as they were where none does, or where it took too long. Never rejects.
   */
  symbolicate(frames: Frame[], hint?: SymbolicateHint): Promise<Frame[]>;
  /** Stops the worker. What is asked later comes back as it was. */
  close(): Promise<void>;
}

interface Waiting {
  frames: Frame[];
  hint: SymbolicateHint;
  resolve: (frames: Frame[]) => void;
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 5000;
const MAX_WAITING = 1000;
/** Maps that a worker died of are left alone for so long. Milliseconds. */
const REFUSED_MS = 600_000;
const MAX_REFUSED = 1000;
const HEAP_MB = 512;

/** Source maps from a private folder, applied in a worker thread that is started on first use. */
export function createSourceMapStore(options: SourceMapStoreOptions): SourceMapStore {
  const { folder, maxBytes = DEFAULT_MAX_BYTES, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const waiting: Waiting[] = [];
  const refused = new Map<string, number>();
  let worker: Worker | undefined;
  let current: (Waiting & { id: number; timer: NodeJS.Timeout }) | undefined;
  let ids = 0;
  let closed = false;

  const start = (): Worker => {
    const started = new Worker(new URL('./source-map-worker.js', import.meta.url), {
      name: 'sonde-source-maps',
      workerData: { folder, maxBytes },
      // Nothing of the application's own preloads and settings.
      execArgv: [],
      env: { SONDE_DISABLED: '1' },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    started.unref();
    started.on('message', ({ id, frames }: SymbolicateResponse) => {
      if (current?.id === id) finish(frames);
    });
    started.on('error', () => lose(started));
    started.on('exit', () => lose(started));
    return started;
  };

  const finish = (frames: Frame[]): void => {
    if (!current) return;
    clearTimeout(current.timer);
    current.resolve(frames);
    current = undefined;
    next();
  };

  /** The worker died or hangs: of the stack it had, most likely. */
  const lose = (lost: Worker): void => {
    if (worker !== lost) return;
    worker = undefined;
    void lost.terminate();
    if (!current) return;
    if (!closed) for (const { file } of current.frames) refuse(file);
    finish(current.frames);
  };

  const refuse = (file: string): void => {
    if (refused.size >= MAX_REFUSED) refused.clear();
    refused.set(file, performance.now() + REFUSED_MS);
  };

  const isRefused = (file: string): boolean => (refused.get(file) ?? 0) > performance.now();

  const next = (): void => {
    const request = current ? undefined : waiting.shift();
    if (!request) return;
    try {
      const target = (worker ??= start());
      const id = ++ids;
      const timer = setTimeout(() => lose(target), timeoutMs);
      timer.unref();
      current = { ...request, id, timer };
      const message: SymbolicateRequest = { id, frames: request.frames, hint: request.hint };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin
      target.postMessage(message);
    } catch {
      // No thread to be had, or a hint that can't be copied.
      if (current) finish(request.frames);
      else request.resolve(request.frames);
    }
  };

  return {
    symbolicate(frames, hint = {}) {
      const isHopeless =
        closed ||
        waiting.length >= MAX_WAITING ||
        frames.every(({ line }) => line === undefined) ||
        frames.some(({ file }) => isRefused(file));
      if (isHopeless) return Promise.resolve(frames);
      return new Promise((resolve) => {
        waiting.push({ frames, hint, resolve });
        next();
      });
    },
    async close() {
      closed = true;
      for (const { frames, resolve } of waiting.splice(0)) resolve(frames);
      const last = worker;
      if (last) lose(last);
      await last?.terminate();
    },
  };
}
