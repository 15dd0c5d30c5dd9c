import { createRequire } from 'node:module';
import type { Span } from '@sonde/otlp';
import { describe, expect, it } from 'vitest';
import { attribute, fixture, runTraced } from './run-traced.js';

const require = createRequire(import.meta.url);
const env = { SONDE_STARTUP_TRACE: '1' };

const msOf = (span: Span | undefined): number =>
  Number(BigInt(span?.endTimeUnixNano ?? 0) - BigInt(span?.startTimeUnixNano ?? 0)) / 1e6;

describe.each(['node22', 'node', 'node26'])('SONDE_STARTUP_TRACE=1 on %s', (name) => {
  const node = require.resolve(`${name}/bin/node`);

  it.each(['server.cjs', 'server.mjs'])('tells the start of %s as one trace', async (file) => {
    const { spans, stderr } = await runTraced(fixture(`startup/${file}`), { env, node });
    expect(stderr).toBe('');
    const named = (wanted: string): Span => {
      const found = spans.find((span) => span.name === wanted);
      if (!found) throw new Error(`no ${wanted} in ${spans.map((span) => span.name).join(', ')}`);
      return found;
    };
    const root = named('startup');
    expect(attribute(root, 'sonde.startup.until')).toBe('listening');
    expect(Number(attribute(root, 'server.port'))).toBeGreaterThan(0);
    expect(root.parentSpanId).toBeUndefined();
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([root.traceId]));
    expect(named('node bootstrap').parentSpanId).toBe(root.spanId);

    const program = spans.find((span) => span.name.endsWith(`/startup/${file}`));
    expect(attribute(program, 'code.file.path')).toBe(fixture(`startup/${file}`));
    const express = named('load express/lib/express.js');
    expect(attribute(express, 'sonde.module.format')).toBe('commonjs');
    expect(named('load express/lib/application.js').parentSpanId).toBe(express.spanId);

    const slow = spans.find((span) =>
      span.name.endsWith(file.endsWith('.cjs') ? '/waste.cjs' : '/waste.mjs'),
    );
    expect(Number(attribute(slow, 'sonde.module.self_ms'))).toBeGreaterThan(9);
    for (const span of spans) {
      expect(BigInt(span.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(root.startTimeUnixNano));
      expect(BigInt(span.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(root.endTimeUnixNano));
      expect(Number(attribute(span, 'sonde.module.self_ms') ?? 0)).toBeLessThan(msOf(span) + 0.1);
    }
  });
});

it('tells a program that listens nowhere when it ends, and nothing without the setting', async () => {
  const { spans } = await runTraced(fixture('nothing.mjs'), { env });
  const root = spans.find((span) => span.name === 'startup');
  expect(attribute(root, 'sonde.startup.until')).toBe('exit');
  const without = await runTraced(fixture('startup/server.cjs'));
  expect(without.spans).toEqual([]);
});
