import { Worker } from 'node:worker_threads';
import { QueryError } from './queries.js';
import { StoreError } from './store.js';
import type { FromWorker, ToWorker, WorkerFailure, WorkerSettings } from './worker-messages.js';

const RESTART_MS = 500;

type Request = Extract<ToWorker, { id: number }>;
type WithoutId<T> = T extends { id: number } ? Omit<T, 'id'> : never;

/** Questions and answers to one worker thread, which is replaced if it dies. */
export interface WorkerLine {
  ask(message: WithoutId<Request>, transfer?: ArrayBuffer[]): Promise<unknown>;
  tell(message: ToWorker): void;
  /** Resolves when the worker has opened its file; rejects with why it could not. */
  ready: Promise<void>;
  close(): Promise<void>;
}

export interface WorkerLineOptions {
  entry: URL;
  settings: WorkerSettings;
  onMessage(message: FromWorker): void;
  onReplaced(error: unknown): void;
}

export function createWorkerLine(options: WorkerLineOptions): WorkerLine {
  const waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  let lastId = 0;
  let closing = false;
  let worker: Worker;
  let settled = false;
  let down = false;
  const ready = Promise.withResolvers<void>();

  const interrupted = (): StoreError =>
    new StoreError(closing ? 'closed' : 'store_failed', 'the store was interrupted');

  function start(): void {
    let cause: unknown;
    down = false;
    worker = new Worker(options.entry, { workerData: options.settings, name: 'sonde-store' });
    worker.on('message', receive);
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', () => {
      down = true;
      for (const [id, { reject }] of waiting) {
        waiting.delete(id);
        reject(interrupted());
      }
      if (!settled) {
        settled = true;
        ready.reject(cause ?? new Error('the store did not start'));
      } else if (!closing) {
        options.onReplaced(cause);
        setTimeout(() => {
          if (!closing) start();
        }, RESTART_MS).unref();
      }
    });
  }

  function receive(message: FromWorker): void {
    if (message.type === 'ready' && !settled) {
      settled = true;
      ready.resolve();
    }
    if (message.type !== 'answer' && message.type !== 'failure') {
      options.onMessage(message);
      return;
    }
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === 'answer') one?.resolve(message.value);
    else one?.reject(failureToError(message.failure));
  }

  function ask(message: WithoutId<Request>, transfer: ArrayBuffer[] = []): Promise<unknown> {
    if (down) return Promise.reject(interrupted());
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...message, id }, transfer);
    });
  }

  start();
  return {
    ask(message, transfer) {
      if (closing) return Promise.reject(new StoreError('closed', 'the store is closed'));
      return ask(message, transfer);
    },
    tell(message) {
      if (!closing) worker.postMessage(message, []);
    },
    ready: ready.promise,
    async close() {
      if (closing) return;
      closing = true;
      await ask({ type: 'close' }).catch(() => undefined);
      await worker.terminate();
    },
  };
}

function failureToError({ code, message, parameter }: WorkerFailure): Error {
  if (code === 'parameter') return new QueryError(parameter ?? '', message);
  return new StoreError(code, message);
}
