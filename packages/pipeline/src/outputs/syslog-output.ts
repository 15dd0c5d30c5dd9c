import type { Output } from '../output.js';
import type { SyslogOptions } from './output-options.js';
import { readLogBatch } from './read-log-batch.js';
import { createSentRecords } from './sent-records.js';
import { syslogMessage } from './syslog-message.js';
import { createSyslogSender } from './syslog-sender.js';

/**
 * Logs and errors to a syslog receiver. Syslog acknowledges nothing: `delivered` are the messages
 * that the system took for an open connection, over UDP those that were sent.
 */
export function createSyslogOutput(options: SyslogOptions): Output {
  const sender = createSyslogSender(options);
  const sent = createSentRecords();

  return {
    name: options.name,
    async send({ body }) {
      try {
        const records = readLogBatch(body);
        const left = records.filter(({ record }) => !sent.has(record));
        const messages = left.map((one) => syslogMessage(one, options));
        const result = await sender.send(messages);
        if (result.reason === undefined) {
          for (const { record } of records) sent.forget(record);
          return { kind: 'delivered', rejected: 0 };
        }
        // Over UDP what went before is sent. A stream that broke may have lost what went last.
        if (options.transport === 'udp') {
          for (const { record } of left.slice(0, result.sent)) sent.add(record);
        }
        return { kind: 'retryable', reason: result.reason };
      } catch {
        return { kind: 'rejected', reason: 'not readable' };
      }
    },
    abort: () => sender.abort(),
    close: () => sender.close(),
  };
}
