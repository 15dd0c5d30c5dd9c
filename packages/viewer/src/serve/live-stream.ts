import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LiveLogs, Status } from '../api.js';
import type { LogFilter } from '../store/queries.js';
import type { Store } from '../store/store.js';

const MAX_CLIENTS = 32;
const HEARTBEAT_MS = 15_000;

export interface LiveStreams {
  /**
   * @param filter which log rows to send; absent: none
   * @returns false if there are too many readers already
   */
  open(request: IncomingMessage, response: ServerResponse, filter: LogFilter | undefined): boolean;
  close(): void;
}

/** Server-sent events. A reader that does not keep up misses rows, and is told how many. */
export function createLiveStreams(store: Store, status: () => Promise<Status>): LiveStreams {
  const clients = new Set<() => void>();

  return {
    open(request, response, filter) {
      if (clients.size >= MAX_CLIENTS) return false;
      let missed = 0;
      const write = (event: string, data: unknown): void => {
        response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      };
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write('retry: 2000\n\n');
      const end = (): void => {
        clearInterval(heartbeat);
        unfollow?.();
        unwatch();
        unwatchIssues();
        clients.delete(end);
        response.end();
      };
      const heartbeat = setInterval(() => {
        if (!response.writableNeedDrain) response.write(': still here\n\n');
      }, HEARTBEAT_MS);
      const follow = (news: LiveLogs): void => {
        if (response.writableNeedDrain) {
          missed += news.logs.length + news.skipped;
          return;
        }
        write('logs', { logs: news.logs, skipped: news.skipped + missed });
        missed = 0;
      };
      const unfollow = filter && store.follow(filter, follow);
      const unwatchIssues = store.watchIssues((issue) => {
        if (!response.writableNeedDrain) write('issue', issue);
      });
      const unwatch = store.watch((changed) => {
        if (!response.writableNeedDrain) write('changed', changed);
      });
      clients.add(end);
      request.once('close', end);
      response.once('error', end);
      void status().then(
        (hello) => write('hello', hello),
        () => undefined,
      );
      return true;
    },
    close() {
      for (const end of clients) end();
    },
  };
}
