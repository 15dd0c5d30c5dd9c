import { expect, test } from 'vitest';
import { PRELOADS, runNode, toldIn } from './run-node.js';

const REGISTER = PRELOADS['--import'];

const wrong: Record<string, string> = {
  OTEL_EXPORTER_OTLP_ENDPOINT: 'not a url',
  OTEL_EXPORTER_OTLP_TIMEOUT: 'soon',
  OTEL_EXPORTER_OTLP_COMPRESSION: 'lzma',
  OTEL_TRACES_EXPORTER: 'carrier-pigeon',
  OTEL_LOGS_EXPORTER: 'carrier-pigeon',
  OTEL_METRICS_EXPORTER: 'carrier-pigeon',
  OTEL_TRACES_SAMPLER: 'sometimes',
  OTEL_PROPAGATORS: 'rumour',
  SONDE_RING_BYTES: '-1',
  SONDE_CONSOLE: 'perhaps',
  SONDE_WARNINGS: 'perhaps',
};

test.each(Object.entries(wrong))(
  '%s=%s is one warning, and the application runs',
  async (name, value) => {
    const ended = await runNode([...REGISTER, 'end.cjs', 'exitCode 4'], { env: { [name]: value } });
    expect(ended).toMatchObject({ code: 4, stdout: 'started\n' });
    const lines = ended.stderr.trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^sonde: /);
    expect(lines[0]).toContain(name);
  },
);

test('a setting that is an attack on the terminal is printed harmless', async () => {
  const env = { SONDE_CONSOLE: '\u001b[2J\u009b\nsecond line' };
  const ended = await runNode([...REGISTER, 'end.cjs', 'normal'], { env });
  // oxlint-disable-next-line no-control-regex -- these are what must not stand there
  expect(ended.stderr.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});

test.each([
  ['SONDE_DISABLED', '1'],
  ['SONDE_DISABLED', 'true'],
  ['OTEL_SDK_DISABLED', 'true'],
])('%s=%s leaves nothing behind', async (name, value) => {
  const bare = await runNode(['remains.cjs']);
  for (const preload of Object.values(PRELOADS)) {
    const disabled = await runNode([...preload, 'remains.cjs'], { env: { [name]: value } });
    expect(disabled).toEqual(bare);
  }
});

test('the remains that a disabled preload must not leave are seen where it is on', async () => {
  const bare = await runNode(['remains.cjs']);
  const running = await runNode([...REGISTER, 'remains.cjs']);
  expect(running.stdout).not.toBe(bare.stdout);
  expect(running.stdout).toContain('sonde');
});

test('without a collector the application ends with its own code, in time and in silence', async () => {
  const ended = await runNode([...REGISTER, 'service.cjs']);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
});

test('with logs switched off no line leaves, and the application prints as before', async () => {
  const env = { OTEL_LOGS_EXPORTER: 'none' };
  const ended = await runNode([...REGISTER, 'report.mjs'], { env });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const { ledger } = toldIn(ended.stdout);
  expect(ledger.signals.logs.accepted).toBe(0);
});
