import { requestContext, tapPino } from '@sonde/logger';
import plainPino from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { type RecordingLane, recordingDestination, shareRecordingLane } from './recording-lane.js';

const FIXED = { base: null, timestamp: () => ',"time":1700000000000' };

let lane: RecordingLane;
beforeEach(() => {
  lane = shareRecordingLane();
});

type Use = (logger: plainPino.Logger) => void;

/** What plain pino and the tapped one print for the same calls. */
function printedByBoth(options: plainPino.LoggerOptions, use: Use): [string, string] {
  const [plain, tapped] = [recordingDestination(), recordingDestination()];
  use(plainPino({ ...FIXED, ...options }, plain));
  use(tapPino(plainPino)({ ...FIXED, ...options }, tapped));
  return [plain.text, tapped.text];
}

const everyKind: Use = (logger) => {
  logger.info('hello %s', 'you');
  logger.error(new RangeError('bad'));
  logger.warn({ a: { b: 1 }, secret: 'x' }, 'nested');
  logger.child({ module: 'cart' }, { msgPrefix: '> ' }).fatal({ c: 2 }, 'in a child');
  logger.debug('not at this level');
};

const settings: [string, plainPino.LoggerOptions][] = [
  ['defaults', {}],
  ['a message key', { messageKey: 'message' }],
  ['an error key', { errorKey: 'error' }],
  ['a nested key', { nestedKey: 'payload' }],
  ['levels as words', { formatters: { level: (label) => ({ severity: label }) } }],
  ['redaction', { redact: ['secret'] }],
  ['serializers', { serializers: { a: () => 'serialised' } }],
  ['a formatter', { formatters: { log: (fields) => ({ ...fields, formatted: true }) } }],
  ['a mixin', { mixin: () => ({ mixed: true }) }],
  [
    'a mixin merged by an own strategy',
    { mixin: () => ({ a: 1 }), mixinMergeStrategy: (a, b) => ({ ...a, ...b }) },
  ],
  ['a stream hook', { hooks: { streamWrite: (line) => line.replace('hello', 'bye') } }],
];

test.each(settings)('with %s a tapped pino prints what pino prints', (_name, options) => {
  const [plain, tapped] = printedByBoth(options, everyKind);
  const withoutStack = (text: string) => text.replaceAll(/"stack":"[^"]*"/g, '"stack":""');
  expect(withoutStack(tapped)).toBe(withoutStack(plain));
  expect(plain).not.toBe('');
});

test.each(settings)(
  'with %s every line reaches the lane in the documented fields',
  (_name, options) => {
    printedByBoth(options, everyKind);
    expect(lane.offered.map(({ level }) => level)).toEqual([30, 50, 40, 60]);
    const [greeting, failure, nested, child] = lane.lines();
    expect(String(greeting?.['msg'])).toMatch(/^(hello|bye) you$/);
    expect(failure).toMatchObject({ msg: 'bad', err: { type: 'RangeError', message: 'bad' } });
    expect(nested).toMatchObject({ msg: 'nested', secret: expect.any(String) });
    expect(child).toMatchObject({ level: 60, msg: '> in a child', module: 'cart', c: 2 });
  },
);

test('the lane gets what the application’s own redaction and stream hook have left', () => {
  printedByBoth({ redact: ['secret'] }, everyKind);
  expect(lane.lines()[2]).toMatchObject({ secret: '[Redacted]' });
  lane = shareRecordingLane();
  printedByBoth({ hooks: { streamWrite: (line) => line.replace('you', '***') } }, everyKind);
  expect(lane.lines()[0]).toMatchObject({ msg: 'hello ***' });
});

test('lines are correlated with the request, in print and in the lane', () => {
  for (const [, options] of settings.filter(([name]) => !name.includes('key'))) {
    requestContext.run({ requestId: 'r-1', userId: 'u-1' }, () => {
      const [, tapped] = printedByBoth(options, (logger) => logger.info('x'));
      expect(JSON.parse(tapped)).toMatchObject({ request_id: 'r-1', user_id: 'u-1', msg: 'x' });
    });
    expect(lane.last()).toMatchObject({ request_id: 'r-1', user_id: 'u-1' });
  }
});

test('ids that the application logs itself stay, wherever they stand', () => {
  requestContext.run({ requestId: 'r-1', userId: 'u-1' }, () => {
    const [, own] = printedByBoth({}, (logger) => logger.info({ request_id: 'mine' }, 'x'));
    expect(own.match(/request_id/g)).toHaveLength(1);
    expect(JSON.parse(own)).toMatchObject({ request_id: 'mine', user_id: 'u-1' });
    const [, bound] = printedByBoth({ crlf: true }, (logger) =>
      logger.child({ user_id: 7 }).info({ order: { request_id: 'inner' }, item_id: 1 }, 'y'),
    );
    expect(bound).toMatch(/"request_id":"r-1"\}\r\n$/);
    expect(JSON.parse(bound)).toMatchObject({ user_id: 7, order: { request_id: 'inner' } });
  });
});

test('tapping twice taps once, and the factory keeps what hangs on it', () => {
  const once = tapPino(plainPino);
  expect(tapPino(once)).toBe(once);
  expect(once.pino).toBe(once);
  expect(once.stdSerializers).toBe(plainPino.stdSerializers);
  expect(once.destination).toBe(plainPino.destination);
  tapPino(once)({}, recordingDestination()).info('x');
  expect(lane.offered).toHaveLength(1);
});

test('ids are told beside what a logger has of its own, and stay nowhere', () => {
  const thrown = new Error('not to be told');
  const destination = recordingDestination();
  const logger = tapPino(plainPino)(
    {
      ...FIXED,
      serializers: {
        bad: () => {
          throw thrown;
        },
      },
    },
    destination,
  );
  const own = logger.child({ request_id: 'own', order_id: 7 });
  const frozen = Object.freeze(logger.child({ part: 'frozen' }));
  const derived = Object.create(logger) as plainPino.Logger;
  requestContext.run({ requestId: 'r-1' }, () => {
    logger.info({ a: 1 }, 'x');
    logger.info({ request_id: 'own' }, 'x');
    own.info('x');
    frozen.info('x');
    derived.info('x');
    expect(() => logger.info({ bad: 1 }, 'x')).toThrow(thrown);
  });
  logger.setBindings({ late: true });
  for (const one of [logger, own, derived]) one.info('after');
  const lines = destination.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  const x = { level: 30, time: 1_700_000_000_000, msg: 'x' };
  const after = { ...x, msg: 'after' };
  expect(lines).toEqual([
    { ...x, a: 1, request_id: 'r-1' },
    { ...x, request_id: 'own' },
    { ...x, request_id: 'own', order_id: 7 },
    { ...x, part: 'frozen', request_id: 'r-1' },
    { ...x, request_id: 'r-1' },
    { ...after, late: true },
    { ...after, request_id: 'own', order_id: 7 },
    { ...after, late: true },
  ]);
  // Each field once, also for those who read text.
  for (const line of destination.text.split('\n'))
    expect(line).not.toMatch(/request_id.*request_id/);
});

test('every way to call the factory works', () => {
  const tapped = tapPino(plainPino);
  const destination = recordingDestination();
  const stream = Object.assign(destination, {
    writable: true,
  }) as unknown as plainPino.DestinationStream;
  tapped(stream).info('stream alone');
  tapped({}, stream).info('options and stream');
  tapped(undefined as never, stream).info('stream alone, second');
  tapped({ enabled: false }).info('silent');
  expect(lane.lines().map(({ msg }) => msg)).toEqual([
    'stream alone',
    'options and stream',
    'stream alone, second',
  ]);
});

test('a level of the application’s own reaches the lane with its number', () => {
  const logger = tapPino(plainPino)({ customLevels: { audit: 35 } }, recordingDestination());
  logger.audit('x');
  expect(lane.offered[0]).toMatchObject({ level: 35 });
});

test('what is no pino is left alone', () => {
  const other = { pino: 1 };
  expect(tapPino(other)).toBe(other);
});
