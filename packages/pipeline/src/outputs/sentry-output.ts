import { gzipSync } from 'node:zlib';
import type { Output } from '../output.js';
import type { Outcome } from '../post.js';
import type { SentryOptions } from './output-options.js';
import { type Dsn, parseDsn } from './parse-dsn.js';
import { createBodyPoster } from './post-body.js';
import { createRateLimits } from './rate-limits.js';
import { type ReadRecord, readLogBatch } from './read-log-batch.js';
import { sendEach } from './send-each.js';
import { createSentRecords } from './sent-records.js';
import { type SentryEvent, sentryEvent } from './sentry-event.js';

/** What Sentry takes of one event, uncompressed. */
const EVENT_BYTES = 1_000_000;

/** An envelope with one event. @see https://develop.sentry.dev/sdk/data-model/envelopes/ */
export function sentryEnvelope(event: SentryEvent, sentAt: Date): Buffer {
  const payload = Buffer.from(JSON.stringify(event));
  const header = { event_id: event.event_id, sent_at: sentAt.toISOString(), sdk: event['sdk'] };
  const item = { type: 'event', content_type: 'application/json', length: payload.length };
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(header)}\n${JSON.stringify(item)}\n`),
    payload,
    Buffer.from('\n'),
  ]);
}

/** Errors as events to Sentry, whose rate limits are obeyed: what must wait is the lane's meanwhile. */
export function createSentryOutput(options: SentryOptions): Output {
  const { url, publicKey } = parseDsn(options.dsn) as Dsn;
  const poster = createBodyPoster();
  const limits = createRateLimits();
  const sent = createSentRecords();

  async function send(one: ReadRecord): Promise<Outcome> {
    const waitMs = limits.waitMs();
    if (waitMs > 0) return { kind: 'retryable', reason: 'rate limit', afterMs: waitMs };
    const event = sentryEvent(one);
    if (!event) return { kind: 'rejected', reason: 'no error' };
    const envelope = sentryEnvelope(event, new Date());
    if (envelope.length > EVENT_BYTES) return { kind: 'too_large' };
    const answer = await poster.post(
      url,
      {
        'content-type': 'application/x-sentry-envelope',
        'content-encoding': 'gzip',
        'user-agent': 'sonde/0.1.0',
        'x-sentry-auth': `Sentry sentry_version=7, sentry_key=${publicKey}, sentry_client=sonde/0.1.0`,
      },
      gzipSync(envelope),
    );
    if ('failed' in answer) return { kind: 'retryable', reason: answer.failed };
    limits.read(answer.status, answer.headers);
    if (answer.status >= 200 && answer.status < 300) return { kind: 'delivered', rejected: 0 };
    const reason = `status ${answer.status}`;
    if (answer.status === 429) return { kind: 'retryable', reason, afterMs: limits.waitMs() };
    return { kind: answer.status >= 500 ? 'retryable' : 'rejected', reason };
  }

  return {
    name: options.name,
    async send({ body }) {
      try {
        return await sendEach(readLogBatch(body), sent, send);
      } catch {
        return { kind: 'rejected', reason: 'not readable' };
      }
    },
    abort: () => poster.abort(),
    async close() {
      poster.abort();
      poster.close();
    },
  };
}
