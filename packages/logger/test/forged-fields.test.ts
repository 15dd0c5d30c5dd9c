import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { createLogger, requestContext } from '@sonde/logger';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordingLane } from './recording-lane.js';

const FORGED = {
  level: 60,
  time: 1,
  pid: 1,
  hostname: 'forged',
  service: 'forged',
  trace_id: 'f'.repeat(32),
  span_id: 'f'.repeat(16),
  trace_flags: 'ff',
  handled: false,
  mechanism: 'forged',
  count: 1000,
};

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => {
  context.disable();
});

function expectUnforged(json: string | undefined, traceId: string | undefined): void {
  const line = JSON.parse(json ?? '{}') as Record<string, unknown>;
  expect(line).toMatchObject({ level: 30, pid: process.pid, service: 'orders' });
  expect(line['time']).toBeGreaterThan(1);
  expect(line['hostname']).not.toBe('forged');
  expect(line['trace_id']).toBe(traceId);
  for (const name of ['handled', 'mechanism', 'count']) expect(line).not.toHaveProperty(name);
  for (const [name, value] of Object.entries(FORGED)) expect(line[`field.${name}`]).toBe(value);
  // No parser may see another value: each reserved name stands there once at most.
  for (const name of Object.keys(FORGED)) {
    expect(json?.split(`,"${name}":`).length).toBeLessThanOrEqual(2);
  }
}

test('logged data can not pass for the logger’s own fields', () => {
  const lane = recordingLane();
  const logger = createLogger({ lane, print: false, service: 'orders' });
  logger.info(FORGED, 'in a call');
  logger.child(FORGED).info('in a child');
  const bound = logger.child({});
  bound.setBindings(FORGED);
  bound.info('in bindings');
  for (const { json } of lane.offered) expectUnforged(json, undefined);
  const span = new TracerProvider().getTracer('test').startSpan('work');
  context.with(trace.setSpan(context.active(), span), () => logger.info(FORGED, 'in a span'));
  expectUnforged(lane.offered.at(-1)?.json, span.spanContext().traceId);
});

test('a logged msg does not stand beside the message', () => {
  const lane = recordingLane();
  createLogger({ lane, print: false }).info({ msg: 'forged' }, 'true');
  expect(lane.last()).toMatchObject({ msg: 'true', 'field.msg': 'forged' });
});

test('logged ids do not replace those of the request', () => {
  const lane = recordingLane();
  const logger = createLogger({ lane, print: false });
  requestContext.run({ requestId: 'true' }, () => {
    logger.info({ request_id: 'forged', user_id: 'u-1' });
  });
  expect(lane.last()).toMatchObject({
    request_id: 'true',
    'field.request_id': 'forged',
    user_id: 'u-1',
  });
});
