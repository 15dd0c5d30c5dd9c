// Stores batches of ten for ever and tells after each how many are stored.
import { openStore } from '@sonde/viewer';

const [, , folder] = process.argv;
const store = await openStore({ folder, maxBytes: 64 << 20, maxAgeMs: 3_600_000 });
for (let stored = 0; ; ) {
  const logRecords = Array.from({ length: 10 }, (_, n) => ({
    timeUnixNano: `${Date.now()}000000`,
    severityNumber: 9,
    body: { stringValue: `line ${stored + n}` },
  }));
  const body = { resourceLogs: [{ scopeLogs: [{ logRecords }] }] };
  stored += (await store.ingest('logs', 'json', Buffer.from(JSON.stringify(body)))).stored;
  process.send(stored);
}
