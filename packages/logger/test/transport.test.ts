import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decodeLogs, encodeExportResponse, fromAnyValue, fromKeyValues } from '@sonde/otlp';
import { expect, test } from 'vitest';
import { runFixture } from './run-fixture.js';

interface Seen {
  body: unknown;
  severityNumber: number;
  attributes: Record<string, unknown>;
}

async function deliveredBy(options: object): Promise<Seen[]> {
  const records: Seen[] = [];
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
  const args = ['transport.mjs', JSON.stringify(['@sonde/logger/transport', options])];
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
  const ended = await runFixture(process.execPath, args, env);
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  expect(ended).toMatchObject({ code: 0, stderr: '', stdout: '' });
  return records;
}

test.each([
  ['defaults', {}],
  ['keys of its own', { messageKey: 'message', errorKey: 'error' }],
])(
  'plain pino with %s and the transport target delivers every line before it ends',
  async (_name, options) => {
    const records = await deliveredBy(options);
    expect(records).toHaveLength(2);
    expect(records[0]).toMatchObject({
      body: 'by the transport',
      severityNumber: 13,
      attributes: { order: 7 },
    });
    expect(records[1]).toMatchObject({
      body: 'no stock',
      severityNumber: 17,
      attributes: { 'exception.type': 'RangeError', 'sonde.error.mechanism': 'log' },
    });
  },
);
