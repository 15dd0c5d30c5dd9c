import { decodeLogs, encodeLogs } from '@sonde/otlp';
import type { OutputBatch } from '../output.js';

const TYPE = 'exception.type';

/** The errors of a batch of logs as a batch of their own; undefined if there are none. */
export function selectErrors(batch: OutputBatch): OutputBatch | undefined {
  const bytes = Buffer.from(batch.body.buffer, batch.body.byteOffset, batch.body.length);
  // Most batches hold no error, and are not decoded to find that out.
  if (!bytes.includes(TYPE)) return undefined;
  let count = 0;
  const resourceLogs = decodeLogs(batch.body).resourceLogs.map((group) => ({
    ...group,
    scopeLogs: group.scopeLogs.map((scope) => {
      const logRecords = scope.logRecords.filter(({ attributes }) =>
        attributes.some(({ key }) => key === TYPE),
      );
      count += logRecords.length;
      return { ...scope, logRecords };
    }),
  }));
  return count === 0 ? undefined : { ...batch, count, body: encodeLogs({ resourceLogs }) };
}
