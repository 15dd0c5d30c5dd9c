import type { Output } from '../output.js';
import type { Outcome } from '../post.js';
import { bugsnagEvent } from './bugsnag-event.js';
import type { BugsnagOptions } from './output-options.js';
import { createBodyPoster } from './post-body.js';
import { createRateLimits } from './rate-limits.js';
import { type ReadRecord, readLogBatch } from './read-log-batch.js';
import { sendEach } from './send-each.js';
import { createSentRecords } from './sent-records.js';

/** What Bugsnag takes of one request. */
const REQUEST_BYTES = 1_000_000;

const notifier = { name: 'Sonde', version: '0.1.0', url: 'urn:sonde' };

/** Errors to Bugsnag's notify API; a 429 is obeyed, and what must wait is the lane's meanwhile. */
export function createBugsnagOutput({ name, apiKey, endpoint }: BugsnagOptions): Output {
  const poster = createBodyPoster();
  const limits = createRateLimits();
  const sent = createSentRecords();

  async function send(one: ReadRecord): Promise<Outcome> {
    const waitMs = limits.waitMs();
    if (waitMs > 0) return { kind: 'retryable', reason: 'rate limit', afterMs: waitMs };
    const event = bugsnagEvent(one);
    if (!event) return { kind: 'rejected', reason: 'no error' };
    const body = Buffer.from(
      JSON.stringify({ apiKey, payloadVersion: '4', notifier, events: [event] }),
    );
    if (body.length > REQUEST_BYTES) return { kind: 'too_large' };
    const answer = await poster.post(
      endpoint,
      {
        'content-type': 'application/json',
        'user-agent': 'sonde/0.1.0',
        'bugsnag-api-key': apiKey,
        'bugsnag-payload-version': '4',
        'bugsnag-sent-at': new Date().toISOString(),
      },
      body,
    );
    if ('failed' in answer) return { kind: 'retryable', reason: answer.failed };
    limits.read(answer.status, answer.headers);
    if (answer.status >= 200 && answer.status < 300) return { kind: 'delivered', rejected: 0 };
    const reason = `status ${answer.status}`;
    if (answer.status === 429) return { kind: 'retryable', reason, afterMs: limits.waitMs() };
    return { kind: answer.status >= 500 ? 'retryable' : 'rejected', reason };
  }

  return {
    name,
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
