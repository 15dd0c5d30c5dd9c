import { expect, test } from 'vitest';
import { PRELOADS, runNode, toldIn } from './run-node.js';
import { startSink } from './start-sink.js';

test('captureError delivers any thrown value as a handled error with its context', async () => {
  const sink = await startSink();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint };
  const ended = await runNode([...PRELOADS['--import'], 'report.mjs'], { env });
  await sink.close();
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const errors = sink.logs.filter(({ attributes }) => 'exception.type' in attributes);
  expect(errors).toHaveLength(4);
  expect(errors[0]).toMatchObject({
    severityNumber: 17,
    body: 'caught',
    attributes: {
      'exception.type': 'RangeError',
      'sonde.error.mechanism': 'capture',
      'sonde.error.handled': true,
      order: 7,
      'field.msg': 'not the message',
      'field.err': 'not the error',
      'field.trace_id': 'forged',
    },
  });
});

test('status tells what runs', async () => {
  const sink = await startSink();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint };
  const ended = await runNode([...PRELOADS['--import'], 'report.mjs'], { env });
  await sink.close();
  const told = toldIn(ended.stdout);
  expect(told).toMatchObject({ flushed: true, running: true, service: 'fixture', failed: {} });
  expect(told.ledger.signals.errors).toMatchObject({ accepted: 4, delivered: 4, queued: 0 });
  expect(told.instrumentations.length).toBeGreaterThan(20);
});

test('without the preload the functions are there and harmless', async () => {
  const ended = await runNode(['report.mjs'], { env: { SONDE_DISABLED: '1' } });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const told = toldIn(ended.stdout);
  expect(told).toMatchObject({ flushed: true, running: false, instrumentations: [] });
});
