import { ROOT_CONTEXT } from '@opentelemetry/api';
import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { fixture, runTraced } from './run-traced.js';

interface Told {
  recorded: number;
  headers: Record<string, string>;
  sampled: boolean;
  unsampled: boolean;
}

async function sample(env: Record<string, string>): Promise<Told & { spans: number }> {
  const { stdout, stderr, spans } = await runTraced(fixture('sampling.mjs'), { env });
  expect(stderr).toBe('');
  return { ...(JSON.parse(stdout) as Told), spans: spans.length };
}

describe('sampling', () => {
  it('records every trace by default, and follows a caller that has decided', async () => {
    const told = await sample({});
    expect(told).toMatchObject({ recorded: 1000, sampled: true, unsampled: false });
    expect(told.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(told.spans).toBe(2000);
  });

  it('records the share that is asked for, whole traces of it, and tells the next process', async () => {
    const told = await sample({
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.1',
    });
    expect(told.recorded).toBeGreaterThan(50);
    expect(told.recorded).toBeLessThan(160);
    expect(told).toMatchObject({ sampled: true, unsampled: false });
    const off = await sample({ OTEL_TRACES_SAMPLER: 'always_off' });
    expect(off).toMatchObject({ recorded: 0, sampled: false, unsampled: false });
    expect(off.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it.each(['0.3', '0.9999', '0.0625', '0.00001'])(
    'records the traces that the SDK records at %s',
    async (ratio) => {
      const { stdout } = await runTraced(fixture('sampled-ids.mjs'), {
        env: { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: ratio },
      });
      const told = JSON.parse(stdout) as [string, boolean][];
      expect(told).toHaveLength(4000);
      const official = new TraceIdRatioBasedSampler(Number(ratio));
      const theirs = told.map(([id]) => [
        id,
        official.shouldSample(ROOT_CONTEXT, id).decision === SamplingDecision.RECORD_AND_SAMPLED,
      ]);
      expect(told).toEqual(theirs);
    },
  );

  it('decides by the trace alone where the parent has no say', async () => {
    const env = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' };
    // The caller's trace id is beyond one half.
    expect(await sample(env)).toMatchObject({ sampled: false, unsampled: false });
    expect(await sample({ OTEL_TRACES_SAMPLER: 'always_on' })).toMatchObject({ unsampled: true });
  });

  it('begins no more traces in a second than SONDE_TRACES_PER_SECOND, and finishes others', async () => {
    const told = await sample({ SONDE_TRACES_PER_SECOND: '0.001' });
    expect(told).toMatchObject({ recorded: 1, sampled: true, unsampled: false });
  });

  it('begins a trace of its own at a public edge, linked to the one that the caller tells of', async () => {
    const theirs = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
    const served = async (env: Record<string, string>) => {
      const { spans } = await runTraced(fixture('foreign-parent.mjs'), { env });
      return spans.filter(({ kind }) => kind === 2);
    };
    // The caller has decided against it.
    expect(await served({})).toEqual([]);
    const [edge] = await served({ SONDE_TRUST_TRACEPARENT: 'false' });
    expect(edge?.traceId).not.toBe(theirs.traceId);
    expect(edge?.parentSpanId).toBeUndefined();
    expect(edge?.links).toEqual([expect.objectContaining(theirs)]);
  });

  it('says in one warning what is no number of traces, and then has no bound', async () => {
    const { warnings, stdout } = await runTraced(fixture('sampling.mjs'), {
      env: { SONDE_TRACES_PER_SECOND: 'many' },
    });
    expect(warnings.map(({ option, got }) => [option, got])).toEqual([
      ['SONDE_TRACES_PER_SECOND', 'many'],
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ recorded: 1000 });
  });
});
