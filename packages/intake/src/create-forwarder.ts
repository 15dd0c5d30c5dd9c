import type { SourceMapStore } from '@sonde/errors';
import { forwardLog } from './forward-log.js';
import { forwardSpan } from './forward-span.js';
import type { IntakeCounters } from './intake-stats.js';
import type { ResolvedIntakeOptions } from './options.js';
import { createPageClock } from './page-clock.js';
import { type LaneEntry, pageFacts } from './page-context.js';
import type { Payload } from './parse-payload.js';
import { createResourceTable } from './resource-table.js';
import { createSeenPosts } from './seen-posts.js';
import { createTokenBucket, type TokenBucket } from './token-bucket.js';

/**
 * Hands payloads to the lane, within a share of records and bytes a second that pages have for
 * themselves: past it they wait, and the server's own records don't.
 */
export interface Forwarder {
  /** Seconds until pages have a share again; 0 if they have one now. */
  wait(now: number): number;
  forward(payload: Payload, userAgent: string | undefined): Promise<void>;
}

export function createForwarder(
  { limits, lane, services }: ResolvedIntakeOptions,
  store: SourceMapStore | undefined,
  stats: IntakeCounters,
): Forwarder {
  const seen = createSeenPosts();
  const resources = createResourceTable(services);
  const { recordsPerSecond, bytesPerSecond, oldestMs } = limits;
  // What comes at once is the lane's worker's to do at once, on the same cores as everything else.
  const share = (perSecond: number): TokenBucket =>
    createTokenBucket(Math.max(1, perSecond / 2), perSecond, performance.now());
  const records = share(recordsPerSecond);
  const bytes = share(bytesPerSecond);

  function offer({ signal, json, level }: LaneEntry): void {
    const now = performance.now();
    records.take(1, now);
    bytes.take(json.length, now);
    if (lane().offer(signal, json, level, 'otlp')) stats.forwarded(signal);
    else stats.dropped('lane');
  }

  async function forward(
    { logs, traces, sentAt, id }: Payload,
    userAgent: string | undefined,
  ): Promise<void> {
    if (id !== undefined && !seen.enter(id)) return stats.dropped('repeated');
    const context = {
      clock: createPageClock(Date.now(), sentAt, oldestMs),
      facts: pageFacts(userAgent),
    };
    for (const { resource, scopeSpans } of traces.resourceSpans) {
      const own = resources.intern(resource);
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        const entry = forwardSpan(span, own, context);
        if (entry) offer(entry);
        else stats.dropped('invalid');
      }
    }
    for (const { resource, scopeLogs } of logs.resourceLogs) {
      const own = resources.intern(resource);
      for (const record of scopeLogs.flatMap(({ logRecords }) => logRecords)) {
        const entry = forwardLog(record, own, context, store);
        // A wait would end the turn, so only where there is something to wait for.
        offer(entry instanceof Promise ? await entry : entry);
      }
    }
  }

  return { wait: (now) => Math.max(records.wait(now), bytes.wait(now)), forward };
}
