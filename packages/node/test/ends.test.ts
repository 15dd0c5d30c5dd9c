import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Ended, FIXTURES, type NodeVersion, PRELOADS, runNode } from './run-node.js';
import { startSink } from './start-sink.js';

const REGISTER = PRELOADS['--require'];

const ways: string[] = [
  ...readFileSync(`${FIXTURES}end.cjs`, 'utf8').matchAll(/^ {2}(?:'([^']+)'|(\w+)): \(\) =>/gm),
].map(([, quoted, bare]) => quoted ?? bare ?? '');

const MODES = ['strict', 'warn', 'warn-with-error-code', 'none'];

/** Process ids differ between two runs; nothing else may. */
const comparable = (ended: Ended): Ended => ({
  ...ended,
  stderr: ended.stderr.replaceAll(/\(node:\d+\)/g, '(node:…)'),
});

async function expectSameEnd(node: NodeVersion, args: string[]): Promise<void> {
  const [bare, preloaded] = await Promise.all([
    runNode(args, { node }),
    runNode([...REGISTER, ...args], { node }),
  ]);
  expect(comparable(preloaded)).toEqual(comparable(bare));
}

test('the fixture ends in many ways', () => {
  expect(ways.length).toBeGreaterThan(15);
});

describe.each<NodeVersion>([22, 24, 26])('on Node %i, without a collector', (node) => {
  test.each(ways)('"%s" ends with the same output and code as without the preload', (way) =>
    expectSameEnd(node, ['end.cjs', way]),
  );

  test.each(MODES)('with --unhandled-rejections=%s a rejection ends the same', async (mode) => {
    const flag = `--unhandled-rejections=${mode}`;
    await expectSameEnd(node, [flag, 'end.cjs', 'reject later']);
    await expectSameEnd(node, [flag, 'end.cjs', 'rejection handler']);
  });
});

test('with --import an error ends the process as it does with any other import', async () => {
  const args = ['end.cjs', 'throw'];
  const bare = await runNode(['--import', 'data:text/javascript,', ...args]);
  const preloaded = await runNode([...PRELOADS['--import'], ...args]);
  expect(preloaded).toEqual(bare);
});

const captured: [way: string, mechanism: string, messages: string[]][] = [
  ['throw', 'uncaughtException', ['thrown']],
  ['throw later', 'uncaughtException', ['thrown later']],
  ['throw a string', 'uncaughtException', ['only text']],
  ['reject', 'unhandledRejection', ['rejected']],
  ['reject later', 'unhandledRejection', ['rejected later']],
  ['exception handler', 'uncaughtException', ['handled by the application']],
  ['exception handler that exits', 'uncaughtException', ['handled by the application']],
  ['rejection handler', 'unhandledRejection', ['handled by the application']],
  ['rejection handler once', 'unhandledRejection', ['first', 'second']],
  ['rejection handler taken back', 'unhandledRejection', ['unhandled after all']],
];

async function errorsOf(args: string[]) {
  const sink = await startSink();
  await runNode([...REGISTER, ...args], { env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint } });
  await sink.close();
  return sink.logs.filter(({ attributes }) => 'exception.type' in attributes);
}

test.each(captured)('"%s" is delivered as an unhandled error', async (way, mechanism, messages) => {
  const errors = await errorsOf(['end.cjs', way]);
  expect(errors.map(({ attributes }) => attributes['exception.message'])).toEqual(messages);
  for (const { attributes, severityNumber } of errors) {
    expect(severityNumber).toBe(21);
    expect(attributes).toMatchObject({
      'sonde.error.mechanism': mechanism,
      'sonde.error.handled': false,
      'sonde.error.fingerprint': expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  }
});

test.each(MODES)('with --unhandled-rejections=%s a rejection is delivered once', async (mode) => {
  const flag = `--unhandled-rejections=${mode}`;
  for (const way of ['reject later', 'rejection handler']) {
    const errors = await errorsOf([flag, 'end.cjs', way]);
    expect(errors.map(({ attributes }) => attributes['sonde.error.mechanism'])).toEqual([
      'unhandledRejection',
    ]);
    expect(errors[0]?.attributes['exception.type']).toBe('TypeError');
  }
});

test('an error nobody caught carries the trace and the request in which it was thrown', async () => {
  const sink = await startSink();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint };
  const ended = await runNode([...REGISTER, 'crash-in-request.mjs'], { env });
  await sink.close();
  expect(ended.code).toBe(1);
  const log = sink.logs.find(({ body }) => body === 'about to fail');
  const error = sink.logs.find(({ attributes }) => 'exception.type' in attributes);
  expect(error?.attributes).toMatchObject({
    'exception.message': 'no stock',
    'request.id': 'req-9',
    'user.id': 'u-1',
  });
  expect(error?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(error?.traceId).toBe(log?.traceId);
  expect(error?.spanId).toBe(log?.spanId);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s ends the process by that signal, after what was logged is delivered',
  async (signal) => {
    const sink = await startSink();
    const ended = await runNode([...REGISTER, 'waiting.cjs'], {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint },
      onStdout: (_text, kill) => kill(signal),
    });
    await sink.close();
    expect(ended).toMatchObject({ code: null, signal });
    expect(sink.logs.map(({ body }) => body)).toEqual(['waiting']);
  },
);

test('a signal that the application handles ends it in its own way, with all its lines', async () => {
  const sink = await startSink();
  let sent = false;
  const ended = await runNode([...REGISTER, 'graceful.cjs'], {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint, OTEL_METRICS_EXPORTER: 'otlp' },
    onStdout(_text, kill) {
      if (!sent) kill('SIGTERM');
      sent = true;
    },
  });
  await sink.close();
  expect(ended).toMatchObject({ code: 9, signal: null, stderr: '' });
  expect(sink.logs.map(({ body }) => body)).toEqual(['waiting', 'closing', 'at exit']);
});
