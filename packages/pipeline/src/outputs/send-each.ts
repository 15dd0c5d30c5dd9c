import type { Outcome } from '../post.js';
import type { ReadRecord } from './read-log-batch.js';
import type { SentRecords } from './sent-records.js';

/**
 * Sends records one by one, until one may only succeed later: those before it are not sent again
 * when the batch is.
 */
export async function sendEach(
  records: readonly ReadRecord[],
  sent: SentRecords,
  send: (one: ReadRecord) => Promise<Outcome>,
): Promise<Outcome> {
  let rejected = 0;
  for (const one of records) {
    if (sent.has(one.record)) continue;
    const outcome = await send(one);
    if (outcome.kind === 'retryable') return outcome;
    if (outcome.kind !== 'delivered') rejected++;
    sent.add(one.record);
  }
  for (const { record } of records) sent.forget(record);
  return { kind: 'delivered', rejected };
}
