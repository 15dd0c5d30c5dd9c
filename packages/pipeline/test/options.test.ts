import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromKeyValues } from '@sonde/otlp';
import {
  detectResource,
  type LaneOptions,
  resolveLaneOptions,
  type Warning,
} from '@sonde/pipeline';
import { describe, expect, it } from 'vitest';

function resolve(env: Record<string, string>, user: Partial<LaneOptions> = {}) {
  const warnings: Warning[] = [];
  const options = resolveLaneOptions(user, env, (warning) => warnings.push(warning));
  return { options, warnings };
}

describe('the lane’s options', () => {
  it('have their defaults', () => {
    const { options, warnings } = resolve({});
    expect(warnings).toEqual([]);
    expect(options).toMatchObject({
      endpoints: {
        logs: 'http://localhost:4318/v1/logs',
        traces: 'http://localhost:4318/v1/traces',
        metrics: 'http://localhost:4318/v1/metrics',
      },
      headers: { logs: {}, traces: {}, metrics: {} },
      compression: 'auto',
      timeoutMs: 10_000,
      ringBytes: 8_388_608,
      flushDeadlineMs: 5000,
      durability: 'memory',
      spool: { maxBytes: 268_435_456 },
    });
  });

  it('come from the environment, the form for one signal before the general one', () => {
    const { options, warnings } = resolve({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.example/otlp/',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://l.example/in',
      OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=x%20y',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'A=2',
      OTEL_EXPORTER_OTLP_TIMEOUT: '700',
      OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '900',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      SONDE_SPOOL_DIR: '/var/s',
      SONDE_SPOOL_BYTES: '5000000',
      SONDE_RING_BYTES: '1048576',
      SONDE_FLUSH_DEADLINE_MS: '100',
      SONDE_DURABILITY: 'process',
    });
    expect(warnings).toEqual([]);
    expect(options).toMatchObject({
      durability: 'process',
      endpoints: {
        logs: 'http://l.example/in',
        traces: 'https://c.example/otlp/v1/traces',
        metrics: 'https://c.example/otlp/v1/metrics',
      },
      headers: { logs: { a: '1', b: 'x y' }, traces: { a: '2', b: 'x y' } },
      compression: 'none',
      timeoutMs: 700,
      exceptions: { metrics: { timeoutMs: 900 } },
      ringBytes: 1_048_576,
      flushDeadlineMs: 100,
      spool: { folder: expect.stringMatching(/^\/var\/s\/[0-9a-f]{16}$/), maxBytes: 5_000_000 },
    });
  });

  it('that are wrong are one warning each and the default, and no secret is in the warning', () => {
    const { options, warnings } = resolve({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://user:hunter2@x',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization hunter2',
      OTEL_EXPORTER_OTLP_TIMEOUT: 'soon',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'zip',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      SONDE_RING_BYTES: '-1',
    });
    expect(options.endpoints.logs).toBe('http://localhost:4318/v1/logs');
    expect(options.timeoutMs).toBe(10_000);
    expect(new Set(warnings.map((one) => one.option))).toEqual(
      new Set([
        'OTEL_EXPORTER_OTLP_ENDPOINT',
        'OTEL_EXPORTER_OTLP_HEADERS',
        'OTEL_EXPORTER_OTLP_TIMEOUT',
        'OTEL_EXPORTER_OTLP_COMPRESSION',
        'OTEL_EXPORTER_OTLP_PROTOCOL',
        'SONDE_RING_BYTES',
      ]),
    );
    expect(JSON.stringify(warnings)).not.toContain('hunter2');
  });

  it('of the user go before the environment', () => {
    const { options } = resolve({ SONDE_SPOOL_BYTES: '0' }, { timeoutMs: 5, spool: undefined });
    expect(options.timeoutMs).toBe(5);
    expect(options.spool).toBeUndefined();
    expect(resolve({ SONDE_SPOOL_BYTES: '0' }).options.spool).toBeUndefined();
  });
});

describe('the resource', () => {
  const of = (env: Record<string, string>, cwd: string): Record<string, unknown> =>
    fromKeyValues(detectResource(env, cwd).attributes);

  it('is named by the nearest package.json, or by the environment', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sonde-resource-'));
    try {
      writeFileSync(join(folder, 'package.json'), '{"name":"orders","version":"1.2.3"}');
      expect(of({}, folder)).toMatchObject({
        'service.name': 'orders',
        'service.version': '1.2.3',
        'process.pid': process.pid,
        'process.runtime.name': 'nodejs',
        'telemetry.distro.name': 'sonde',
        'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      const named = of(
        {
          OTEL_SERVICE_NAME: 'shop',
          OTEL_RESOURCE_ATTRIBUTES: 'service.name=no,deployment.environment.name=a%2Cb,bad,=x',
        },
        folder,
      );
      expect(named).toMatchObject({
        'service.name': 'shop',
        'deployment.environment.name': 'a,b',
      });
      expect(named).not.toHaveProperty('service.version');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has a name in any case', () => {
    expect(of({}, '/')['service.name']).toBe('unknown_service:node');
  });
});
