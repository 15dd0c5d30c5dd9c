import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decodeLogs, encodeExportResponse, fromAnyValue, fromKeyValues } from '@sonde/otlp';

export interface AnyLogRecord {
  body: unknown;
  severityNumber: number;
  attributes: Record<string, unknown>;
}

export interface LogSink {
  url: string;
  /** All that came, in its order. */
  records: AnyLogRecord[];
  close(): Promise<void>;
}

/** A receiver of logs by OTLP that takes everything. */
export async function openLogSink(): Promise<LogSink> {
  const records: AnyLogRecord[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const whole = Buffer.concat(chunks);
      const zipped = request.headers['content-encoding'] === 'gzip';
      const { resourceLogs } = decodeLogs(zipped ? gunzipSync(whole) : whole);
      for (const { logRecords } of resourceLogs.flatMap(({ scopeLogs }) => scopeLogs)) {
        for (const { body, severityNumber, attributes } of logRecords) {
          records.push({
            body: body && fromAnyValue(body),
            severityNumber,
            attributes: fromKeyValues(attributes),
          });
        }
      }
      response.end(encodeExportResponse({ rejected: 0, message: '' }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    records,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
