import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveLaneOptions, type Warning } from '@sonde/pipeline';
import { describe, expect, it } from 'vitest';

function resolve(env: Record<string, string>) {
  const warnings: Warning[] = [];
  const { outputs } = resolveLaneOptions({}, env, (warning) => warnings.push(warning));
  return { outputs, warnings };
}

describe('SONDE_OUTPUTS', () => {
  it('is otlp by default', () => {
    expect(resolve({})).toEqual({ outputs: [{ kind: 'otlp', name: 'otlp' }], warnings: [] });
  });

  it('names several outputs, each with its parameters', () => {
    const { outputs, warnings } = resolve({
      SONDE_OUTPUTS: [
        'otlp',
        'stdout',
        'file:/var/log/app/a%20b.ndjson?maxBytes=10MiB&maxAge=36h&keep=3',
        'syslog+udp://logs.example',
        'syslog+tls://[::1]:7000?facility=local3&sdId=shop@12345&maxBytes=4096&ca=/etc/ca.pem',
        'kafka://k1:9092?broker=k2:9093&logs=app.logs',
        'kafka+tls://k3',
      ].join(', '),
    });
    expect(warnings).toEqual([]);
    const kafka = { traces: 'otlp_spans', metrics: 'otlp_metrics' };
    expect(outputs).toEqual([
      { kind: 'otlp', name: 'otlp' },
      { kind: 'stdout', name: 'stdout' },
      {
        kind: 'file',
        name: 'file',
        path: '/var/log/app/a b.ndjson',
        maxBytes: 10_485_760,
        maxAgeMs: 129_600_000,
        keep: 3,
      },
      {
        kind: 'syslog',
        name: 'syslog',
        transport: 'udp',
        host: 'logs.example',
        port: 514,
        facility: 1,
        sdId: 'sonde@32473',
        maxBytes: 2048,
      },
      {
        kind: 'syslog',
        name: 'syslog-2',
        transport: 'tls',
        host: '::1',
        port: 7000,
        facility: 19,
        sdId: 'shop@12345',
        maxBytes: 4096,
        ca: '/etc/ca.pem',
      },
      {
        kind: 'kafka',
        name: 'kafka',
        brokers: ['k1:9092', 'k2:9093'],
        tls: false,
        topics: { ...kafka, logs: 'app.logs' },
      },
      {
        kind: 'kafka',
        name: 'kafka-2',
        brokers: ['k3:9092'],
        tls: true,
        topics: { ...kafka, logs: 'otlp_logs' },
      },
    ]);
  });

  it.each([
    ['nonsense', ['otlp']],
    ['stdout,ftp://host/x', ['stdout']],
    ['file://host/x', ['otlp']],
    ['syslog+quic://host', ['otlp']],
    ['kafka://', ['otlp']],
  ])('leaves out of “%s” what is no output, with one warning', (text, kinds) => {
    const { outputs, warnings } = resolve({ SONDE_OUTPUTS: text });
    expect(outputs?.map(({ kind }) => kind)).toEqual(kinds);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ code: 'bad_option', option: 'SONDE_OUTPUTS' });
  });

  it('warns once of a parameter that can’t be read or is of no known name, and takes the default', () => {
    const { outputs, warnings } = resolve({
      SONDE_OUTPUTS: 'file:/a.ndjson?maxBytes=much,syslog+udp://h?colour=red',
    });
    expect(outputs).toMatchObject([{ maxBytes: 104_857_600 }, { kind: 'syslog' }]);
    expect(warnings.map(({ code }) => code)).toEqual(['bad_option', 'bad_option']);
  });

  it('refuses a password in an address, and never repeats it', () => {
    const { outputs, warnings } = resolve({
      SONDE_OUTPUTS: 'stdout,kafka://me:hunter2@k1,syslog+tls://hunter2@h',
      SONDE_SENTRY_DSN: 'https://hunter2@nowhere',
      SONDE_BUGSNAG_API_KEY: 'hunter2',
    });
    expect(outputs).toEqual([{ kind: 'stdout', name: 'stdout' }]);
    expect(warnings).toHaveLength(4);
    expect(JSON.stringify(warnings)).not.toContain('hunter2');
  });

  it('takes secrets from their own variables, or from files', () => {
    const home = mkdtempSync(join(tmpdir(), 'sonde-settings-'));
    try {
      const file = join(home, 'dsn');
      writeFileSync(file, 'https://abc@sentry.example/sub/42\n', { mode: 0o600 });
      const password = join(home, 'password');
      writeFileSync(password, 'secret\n', { mode: 0o600 });
      const { outputs, warnings } = resolve({
        SONDE_OUTPUTS: 'otlp,kafka+tls://k1?sasl=scram-sha-512',
        SONDE_SENTRY_DSN_FILE: file,
        SONDE_KAFKA_USERNAME: 'app',
        SONDE_KAFKA_PASSWORD_FILE: password,
        SONDE_BUGSNAG_API_KEY: '0123456789abcdef0123456789abcdef',
        SONDE_BUGSNAG_ENDPOINT: 'https://bugs.example/notify',
      });
      expect(warnings).toEqual([]);
      expect(outputs).toMatchObject([
        { kind: 'otlp' },
        { sasl: { mechanism: 'SCRAM-SHA-512', username: 'app', password: 'secret' } },
        { kind: 'sentry', dsn: 'https://abc@sentry.example/sub/42' },
        { kind: 'bugsnag', endpoint: 'https://bugs.example/notify' },
      ]);
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});
