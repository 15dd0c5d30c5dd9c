import { batch, effect, signal } from '@preact/signals';
import type { LiveChanged, LiveIssue, LiveLogs, Status } from '../../api.js';
import { tellIssue } from './new-issues.js';

export type Connection = 'connecting' | 'live' | 'gone';
export type Topic = keyof LiveChanged;

export interface LiveFilter {
  service?: string | undefined;
  level?: string | undefined;
  q?: string | undefined;
  traceId?: string | undefined;
}

const RETRY_MS = [500, 1000, 2000, 4000];

export const connection = signal<Connection>('connecting');
export const paused = signal(false);
export const status = signal<Status | undefined>(undefined);

/** Counts up when the viewer has news of this kind. */
export const news: Record<Topic, { value: number; peek(): number }> = {
  traces: signal(0),
  logs: signal(0),
  issues: signal(0),
  metrics: signal(0),
};

/** How often the viewer came back after it was gone. */
export const returns = signal(0);

/** Which log rows the stream brings; without a filter, none. */
export const liveFilter = signal<LiveFilter | undefined>(undefined);

const listeners = new Set<(rows: LiveLogs) => void>();

/** Hands over new log rows until the returned function is called. */
export function onLiveLogs(listener: (rows: LiveLogs) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Keeps one stream open while the page is seen: browsers allow six connections a host, and a
 * stream of every forgotten tab would use them up.
 */
export function followLive(): void {
  const seen = signal(!document.hidden);
  document.addEventListener('visibilitychange', () => {
    seen.value = !document.hidden;
  });
  effect(() => {
    if (!paused.value) refreshAll();
  });
  effect(() => {
    if (!seen.value) return undefined;
    return openStream(streamAddress(liveFilter.value));
  });
}

function openStream(address: string): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  const open = (): void => {
    source = new EventSource(address);
    source.addEventListener('open', () => {
      failures = 0;
      const back = connection.peek() === 'gone';
      connection.value = 'live';
      if (back) returns.value = returns.peek() + 1;
    });
    source.addEventListener('error', () => {
      source?.close();
      if (failures > 0 || connection.peek() === 'live') connection.value = 'gone';
      timer = setTimeout(open, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
      failures += 1;
    });
    source.addEventListener('hello', (event) => {
      status.value = JSON.parse(event.data as string) as Status;
    });
    source.addEventListener('changed', (event) => {
      if (paused.peek()) return;
      const changed = JSON.parse(event.data as string) as LiveChanged;
      batch(() => {
        for (const topic of Object.keys(news) as Topic[]) if (changed[topic]) bump(topic);
      });
    });
    source.addEventListener('issue', (event) => {
      if (!paused.peek()) tellIssue(JSON.parse(event.data as string) as LiveIssue);
    });
    source.addEventListener('logs', (event) => {
      const rows = JSON.parse(event.data as string) as LiveLogs;
      for (const listener of listeners) listener(rows);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

/** Asks every list again. */
function refreshAll(): void {
  batch(() => {
    for (const topic of Object.keys(news) as Topic[]) bump(topic);
  });
}

/** Asks the lists of this kind again. */
export function bump(topic: Topic): void {
  news[topic].value = news[topic].peek() + 1;
}

function streamAddress(filter: LiveFilter | undefined): string {
  if (!filter) return '/api/live?logs=0';
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value) query.set(name, value);
  const text = query.toString();
  return text ? `/api/live?${text}` : '/api/live';
}
