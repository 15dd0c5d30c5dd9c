import { type Warning } from '@sonde/pipeline';
import { resolveTracingOptions } from '@sonde/tracing';
import { describe, expect, it } from 'vitest';
import { attribute, fixture, runTraced } from './run-traced.js';

const byName = (a = '', b = ''): number => a.localeCompare(b);

describe('settings', () => {
  it('limits a span to 128 attributes of 4096 characters unless told otherwise', async () => {
    const { spans } = await runTraced(fixture('manual.mjs'));
    expect(spans).toHaveLength(1);
    const [span] = spans;
    expect(span?.attributes).toHaveLength(128);
    expect(span?.droppedAttributesCount).toBe(74);
    expect(attribute(span, 'long')).toHaveLength(4096);
    const told = await runTraced(fixture('manual.mjs'), {
      env: { OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '3', OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '10' },
    });
    expect(told.spans[0]?.attributes).toHaveLength(3);
    expect(attribute(told.spans[0], 'long')).toHaveLength(10);
  });

  it.each([
    ['traceidratio', '0', 0],
    ['parentbased_traceidratio', '1', 1],
    ['always_off', '', 0],
  ])('samples as OTEL_TRACES_SAMPLER=%s with %s says', async (sampler, arg, spans) => {
    const run = await runTraced(fixture('manual.mjs'), {
      env: { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: arg },
    });
    expect(run.code).toBe(0);
    expect(run.spans).toHaveLength(spans);
  });

  it.each([
    ['', ['traceparent']],
    ['b3', ['b3']],
    ['b3multi', ['x-b3-sampled', 'x-b3-spanid', 'x-b3-traceid']],
    ['jaeger', ['uber-trace-id']],
    ['xray', ['x-amzn-trace-id']],
    ['tracecontext,b3', ['b3', 'traceparent']],
    ['none', []],
  ])(
    'carries a trace on from server to call and fetch with OTEL_PROPAGATORS=%s',
    async (names, headers) => {
      const { stdout, stderr, spans } = await runTraced(fixture('propagators.mjs'), {
        env: names === '' ? {} : { OTEL_PROPAGATORS: names },
      });
      expect(stderr).toBe('');
      const told = JSON.parse(stdout) as Record<string, string>[];
      expect(told).toHaveLength(2);
      for (const each of told) expect(Object.keys(each).toSorted(byName)).toEqual(headers);
      // The outermost call, and for it a served request, two calls and what they were served.
      const traces = new Set(spans.map(({ traceId }) => traceId));
      expect(traces.size).toBe(headers.length === 0 ? 4 : 1);
      expect(spans).toHaveLength(6);
    },
  );

  it('starts nothing with OTEL_TRACES_EXPORTER=none', async () => {
    const run = await runTraced(fixture('manual.mjs'), { env: { OTEL_TRACES_EXPORTER: 'none' } });
    expect(run.spans).toEqual([]);
    expect(run.stdout).toBe('{}\n');
  });

  it('loads only the enabled instrumentations, less the disabled ones', () => {
    const enabled = (env: Record<string, string>): string[] => [
      ...resolveTracingOptions({}, env, () => {}).instrumentations,
    ];
    expect(enabled({})).toContain('pg');
    expect(enabled({})).not.toContain('fs');
    expect(enabled({ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,fs' })).toEqual(['http', 'fs']);
    expect(
      enabled({
        OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http, pg',
        OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg',
      }),
    ).toEqual(['http']);
  });

  it('answers a bad value with one warning and the default', () => {
    const warnings: Warning[] = [];
    const options = resolveTracingOptions(
      {},
      {
        OTEL_PROPAGATORS: 'pigeon',
        OTEL_SPAN_EVENT_COUNT_LIMIT: '-1',
        OTEL_TRACES_EXPORTER: 'zipkin',
        OTEL_TRACES_SAMPLER: 'sometimes',
        OTEL_TRACES_SAMPLER_ARG: '7',
      },
      (warning) => warnings.push(warning),
    );
    expect(options).toMatchObject({
      exporters: ['otlp'],
      propagators: ['tracecontext', 'baggage'],
      ratio: 1,
      sampler: 'parentbased_always_on',
    });
    expect(options.limits.eventCountLimit).toBe(128);
    expect(warnings.map(({ option }) => option).toSorted(byName)).toEqual([
      'OTEL_PROPAGATORS',
      'OTEL_SPAN_EVENT_COUNT_LIMIT',
      'OTEL_TRACES_EXPORTER',
      'OTEL_TRACES_SAMPLER',
      'OTEL_TRACES_SAMPLER_ARG',
    ]);
  });
});
