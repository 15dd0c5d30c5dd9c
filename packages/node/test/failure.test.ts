import { expect, test } from 'vitest';
import { PRELOADS, runNode } from './run-node.js';
import { startSink } from './start-sink.js';

test('a part that can not start is one warning; the rest and the application run', async () => {
  const sink = await startSink();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint };
  const args = ['--require', './break-hooks.cjs', ...PRELOADS['--require'], 'end.cjs', 'throw'];
  const ended = await runNode(args, { env });
  await sink.close();
  const bare = await runNode(['end.cjs', 'throw']);
  const warnings = ended.stderr.match(/^sonde: .*\n/gm) ?? [];
  expect(warnings).toEqual([
    'sonde: tracing could not be started, the application runs without: no hooks here\n',
    'sonde: the pino tap could not be started, the application runs without: no hooks here\n',
  ]);
  expect({ ...ended, stderr: ended.stderr.replace(warnings.join(''), '') }).toEqual(bare);
  expect(sink.logs).toHaveLength(1);
});

test('if nothing can start, one line says so and the application runs', async () => {
  const args = ['--require', './break-channels.cjs', ...PRELOADS['--require'], 'end.cjs', 'exit 3'];
  const ended = await runNode(args);
  expect(ended).toEqual({
    code: 3,
    signal: null,
    stdout: 'started\n',
    stderr: 'sonde: not started, the application runs without telemetry: no channels here\n',
  });
});

test.each(['pino/file', '@sonde/logger/transport'])(
  'pino with the transport %s delivers its lines once',
  async (target) => {
    const sink = await startSink();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint };
    const ended = await runNode([...PRELOADS['--import'], 'transport.cjs', target], { env });
    await sink.close();
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout.includes('through a transport')).toBe(target === 'pino/file');
    expect(sink.logs.map(({ body }) => body)).toEqual(['through a transport']);
  },
);

test('eight warnings of a code are printed, and they silence no other', async () => {
  const ended = await runNode([...PRELOADS['--import'], 'many-warnings.cjs']);
  const faults = Array.from({ length: 8 }, (_, number) => `sonde: fault ${number}\n`);
  expect(ended).toMatchObject({ code: 0, stderr: `${faults.join('')}sonde: something else\n` });
});
