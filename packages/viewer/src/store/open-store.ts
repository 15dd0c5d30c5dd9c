import type { LiveChanged, LiveIssue, LiveLogs, Status } from '../api.js';
import { lockFolder } from './folder-lock.js';
import type { LogFilter } from './queries.js';
import { type Ingested, type Store, StoreError, type StoreOptions } from './store.js';
import { createWorkerLine, type WorkerLine } from './worker-line.js';
import type { FromWorker } from './worker-messages.js';

const DEFAULT_QUEUED_BYTES = 64 * 1024 * 1024;
const ENTRY = new URL('./store-worker.js', import.meta.url);

/**
 * The store in SQLite, in worker threads: one that writes, one that reads, so that neither waits for
 * the other and the caller's thread waits for none.
 *
 * @throws FolderInUseError, or the system's error if the folder can't be used
 */
export async function openStore(options: StoreOptions, entry: URL = ENTRY): Promise<Store> {
  const { folder, maxBytes, maxAgeMs, onWarning = () => {} } = options;
  const maxQueuedBytes = options.maxQueuedBytes ?? DEFAULT_QUEUED_BYTES;
  const inMemory = folder === ':memory:';
  const unlock = inMemory ? () => {} : lockFolder(folder);
  const followers = new Map<number, { filter: LogFilter; listener: (news: LiveLogs) => void }>();
  const watchers = new Set<(changed: LiveChanged) => void>();
  const issueWatchers = new Set<(issue: LiveIssue) => void>();
  let queuedBytes = 0;
  let lastFollower = 0;
  let readers: WorkerLine | undefined;

  function receive(message: FromWorker): void {
    switch (message.type) {
      case 'news':
        followers.get(message.follower)?.listener({ logs: message.logs, skipped: message.skipped });
        break;
      case 'issue':
        for (const watcher of issueWatchers) watcher(message.issue);
        break;
      case 'changed':
        for (const watcher of watchers) watcher(message.changed);
        break;
      case 'ready':
      case 'recovered':
        if (message.setAside !== undefined) {
          onWarning(
            'store_set_aside',
            `the store could not be read; it was set aside as ${message.setAside} and a new one begun`,
          );
        }
        readers?.tell({ type: 'reopen' });
        for (const [follower, { filter }] of followers) {
          writer.tell({ type: 'follow', follower, filter });
        }
        break;
    }
  }

  const line = (role: 'write' | 'read', onMessage: (message: FromWorker) => void): WorkerLine =>
    createWorkerLine({
      entry,
      settings: { role, folder, maxBytes, maxAgeMs },
      onMessage,
      onReplaced(error) {
        const why = error instanceof Error ? error.message : 'it ended';
        onWarning('store_worker_replaced', `a worker of the store was replaced: ${why}`);
      },
    });
  const writer = line('write', receive);
  try {
    await writer.ready;
    if (!inMemory) {
      readers = line('read', () => {});
      await readers.ready;
    }
  } catch (error) {
    await writer.close();
    unlock();
    throw error;
  }
  const reader = readers ?? writer;

  return {
    async ingest(signal, encoding, body) {
      const { byteLength } = body;
      if (queuedBytes > 0 && queuedBytes + byteLength > maxQueuedBytes) {
        throw new StoreError('queue_full', 'too much waits to be stored');
      }
      queuedBytes += byteLength;
      try {
        // A small Buffer is a view of Node's pool, which must not be handed over.
        const whole = byteLength === body.buffer.byteLength;
        const own = whole ? body : body.slice();
        const buffer = own.buffer as ArrayBuffer;
        const transfer = own.byteLength === buffer.byteLength ? [buffer] : [];
        const message = { type: 'ingest' as const, signal, encoding, body: own };
        return (await writer.ask(message, transfer)) as Ingested;
      } finally {
        queuedBytes -= byteLength;
      }
    },
    query: async (name, query) => (await reader.ask({ type: 'query', name, query })) as never,
    status: async () => (await writer.ask({ type: 'status' })) as Status['store'],
    follow(filter, listener) {
      const follower = ++lastFollower;
      followers.set(follower, { filter, listener });
      writer.tell({ type: 'follow', follower, filter });
      return () => {
        followers.delete(follower);
        writer.tell({ type: 'unfollow', follower });
      };
    },
    watch(listener) {
      watchers.add(listener);
      return () => {
        watchers.delete(listener);
      };
    },
    watchIssues(listener) {
      issueWatchers.add(listener);
      return () => {
        issueWatchers.delete(listener);
      };
    },
    changeIssue: async (fingerprint, change) =>
      (await writer.ask({ type: 'change-issue', fingerprint, change })) as boolean,
    async close() {
      await readers?.close();
      await writer.close();
      unlock();
    },
  };
}
