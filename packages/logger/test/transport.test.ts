import { expect, test } from 'vitest';
import { type AnyLogRecord, openLogSink } from './log-sink.js';
import { runFixture } from './run-fixture.js';

async function deliveredBy(options: object): Promise<AnyLogRecord[]> {
  const sink = await openLogSink();
  const args = ['transport.mjs', JSON.stringify(['@sonde/logger/transport', options])];
  const ended = await runFixture(process.execPath, args, { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });
  await sink.close();
  expect(ended).toMatchObject({ code: 0, stderr: '', stdout: '' });
  return sink.records;
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
