import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { createLogger, requestContext } from '@sonde/logger';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordingDestination, recordingLane } from './recording-lane.js';

function recordingLogger(options: Parameters<typeof createLogger>[0] = {}) {
  const lane = recordingLane();
  const printed = recordingDestination();
  const logger = createLogger({ lane, destination: printed, print: 'json', ...options });
  return { lane, printed, logger };
}

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => {
  context.disable();
});

test('a line has the fields of docs/fields.md and reaches the lane as it was printed', () => {
  const { lane, printed, logger } = recordingLogger({ service: 'orders', name: 'http' });
  const before = Date.now();
  logger.warn({ orderNumber: 7 }, 'stock is %s', 'low');
  const line = lane.last();
  expect(line).toMatchObject({
    level: 40,
    service: 'orders',
    name: 'http',
    pid: process.pid,
    orderNumber: 7,
    msg: 'stock is low',
  });
  expect(line['time']).toBeGreaterThanOrEqual(before);
  expect(lane.offered[0]).toMatchObject({ signal: 'logs', level: 40 });
  expect(printed.text).toBe(`${lane.offered[0]?.json}\n`);
});

test('a line inside a span carries the ids of that span', () => {
  const { lane, logger } = recordingLogger();
  const span = new TracerProvider().getTracer('test').startSpan('work');
  context.with(trace.setSpan(context.active(), span), () => logger.info('inside'));
  logger.info('outside');
  const { traceId, spanId } = span.spanContext();
  const [inside, outside] = lane.lines();
  expect(inside).toMatchObject({ trace_id: traceId, span_id: spanId, trace_flags: '01' });
  expect(outside).not.toHaveProperty('trace_id');
});

test('the request context is on every line of the request, also what was set later', async () => {
  const { lane, logger } = recordingLogger();
  await requestContext.run({ requestId: 'r-1' }, async () => {
    logger.info('first');
    await Promise.resolve().then(() => requestContext.set({ userId: 'u-1', sessionId: 's-1' }));
    logger.info('second');
  });
  logger.info('third');
  const [first, second, third] = lane.lines();
  expect(first).toMatchObject({ request_id: 'r-1' });
  expect(first).not.toHaveProperty('user_id');
  expect(second).toMatchObject({ request_id: 'r-1', user_id: 'u-1', session_id: 's-1' });
  expect(third).not.toHaveProperty('request_id');
});

test('an error has type, message, stack, its causes and the members of an aggregate', () => {
  const { lane, logger } = recordingLogger();
  const root = new RangeError('root');
  const failure = new AggregateError([new TypeError('one'), new Error('two')], 'all failed', {
    cause: new Error('middle', { cause: root }),
  });
  logger.error(failure);
  const { err, msg } = lane.last() as { err: Record<string, unknown>; msg: string };
  expect(msg).toBe('all failed');
  expect(err).toMatchObject({
    type: 'AggregateError',
    message: 'all failed',
    cause: { type: 'Error', message: 'middle', cause: { type: 'RangeError', message: 'root' } },
    errors: [
      { type: 'TypeError', message: 'one' },
      { type: 'Error', message: 'two' },
    ],
  });
  expect(err['stack']).toContain('create-logger.test');
});

test('an error as a field keeps the message of the call', () => {
  const { lane, logger } = recordingLogger();
  logger.error({ err: new Error('inner'), order: 5 }, 'outer');
  expect(lane.last()).toMatchObject({ err: { message: 'inner' }, order: 5, msg: 'outer' });
});

test('the level can be changed while running', () => {
  const { lane, logger } = recordingLogger();
  logger.debug('unseen');
  logger.level = 'debug';
  logger.debug('seen');
  expect(lane.lines().map(({ msg }) => msg)).toEqual(['seen']);
});

test('the level comes from the call, then from SONDE_LOG_LEVEL', () => {
  process.env['SONDE_LOG_LEVEL'] = 'error';
  try {
    expect(recordingLogger().logger.level).toBe('error');
    expect(recordingLogger({ level: 'trace' }).logger.level).toBe('trace');
  } finally {
    delete process.env['SONDE_LOG_LEVEL'];
  }
});

test('a child has its bindings, serializers and prefix, and inherits its parent’s', () => {
  const { lane, logger } = recordingLogger({
    serializers: { order: (order: { id: number }) => order.id },
  });
  const child = logger.child({ module: 'cart', order: { id: 4 } }, { msgPrefix: '[cart] ' });
  const grandchild = child.child(
    { step: 2 },
    { serializers: { price: (cents: number) => cents / 100 } },
  );
  grandchild.info({ price: 250, order: { id: 9 } }, 'paid');
  expect(lane.last()).toMatchObject({ module: 'cart', step: 2, price: 2.5, msg: '[cart] paid' });
  expect(lane.offered[0]?.json).toContain('"order":4');
  expect(lane.last()['order']).toBe(9);
});

test.each([
  ['SONDE_DISABLED', '1'],
  ['OTEL_SDK_DISABLED', 'true'],
  ['OTEL_LOGS_EXPORTER', 'none'],
])('with %s=%s lines are printed and no lane is started', (name, value) => {
  process.env[name] = value;
  try {
    const printed = recordingDestination();
    createLogger({ destination: printed }).info('printed');
    expect(printed.text).toContain('printed');
    expect(Symbol.for('sonde.lane') in globalThis).toBe(false);
  } finally {
    delete process.env[name];
  }
});

test('a logger without a lane prints only, one without a print hands over only', () => {
  const printed = recordingDestination();
  createLogger({ lane: false, destination: printed }).info('a');
  expect(printed.text).toContain('"msg":"a"');
  const lane = recordingLane();
  createLogger({ lane, print: false }).info('b');
  expect(lane.last()).toMatchObject({ msg: 'b' });
});
