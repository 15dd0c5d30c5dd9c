import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AnyLogRecord, openLogSink } from './log-sink.js';
import { runFixture } from './run-fixture.js';

let sink: Awaited<ReturnType<typeof openLogSink>>;

beforeEach(async () => {
  sink = await openLogSink();
});

afterEach(() => sink.close());

const named = (body: string): AnyLogRecord | undefined =>
  sink.records.find((one) => one.body === body);

describe.each(['winston', 'bunyan'])('an application that logs by %s', (library) => {
  async function run(env: Record<string, string> = {}): Promise<string> {
    const ended = await runFixture(process.execPath, [`${library}.mjs`], {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      SONDE_FLUSH_DEADLINE_MS: '20000',
      ...env,
    });
    expect(ended.code).toBe(4);
    return ended.stderr;
  }

  it('has every record in the lane, delivered before it ends, its exit code as it was', async () => {
    expect(await run()).toBe('');
    const lines = sink.records.filter(({ body }) => String(body).startsWith('line '));
    expect(lines.map(({ body }) => body)).toEqual(
      Array.from({ length: 2000 }, (_, index) => `line ${index}`),
    );
    expect(sink.records).toHaveLength(2005);
    expect(named('left out')).toBeUndefined();
  });

  it('has levels, fields and errors as Sonde’s own logger writes them', async () => {
    await run();
    expect(named('not much left')).toMatchObject({
      severityNumber: 13,
      attributes: { order: 7, 'field.trace_id': 'forged' },
    });
    expect(sink.records.find(({ body }) => String(body).startsWith('it broke'))).toMatchObject({
      severityNumber: 17,
      attributes: {
        'exception.type': 'RangeError',
        'exception.message': 'no stock',
        'exception.stacktrace': expect.stringContaining(`${library}.mjs`),
      },
    });
    expect(named('alone')).toMatchObject({
      severityNumber: 17,
      attributes: { 'exception.type': 'TypeError', 'exception.message': 'alone' },
    });
    expect(named('seen with its level')).toMatchObject({ severityNumber: 5 });
    expect(sink.records.find(({ body }) => String(body).startsWith('100 %s'))).toMatchObject({
      severityNumber: 9,
      attributes: { request: 'r1' },
    });
  });

  it('runs as before where logs are switched off', async () => {
    expect(await run({ OTEL_LOGS_EXPORTER: 'none' })).toBe('');
    expect(sink.records).toEqual([]);
  });
});
