import { createLogger, requestContext } from '@sonde/logger';
import { expect, test } from 'vitest';
import { recordingDestination, recordingLane } from './recording-lane.js';

const CARD = '4111 1111 1111 1111';
const JWT = [
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
  'eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkNhbmFyeSJ9',
  'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
].join('.');
const PASSWORD = 'hunter2-canary';
const KEY = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQcanary'.repeat(20)}\n-----END PRIVATE KEY-----`;

const CANARIES = [CARD, CARD.replaceAll(' ', ''), JWT, PASSWORD, 'MIIEvQcanary'];

type Logger = ReturnType<typeof createLogger>;

const ways: Record<string, (logger: Logger) => void> = {
  'a message': (logger) => logger.info(`card ${CARD} token ${JWT}`),
  'a place in a message': (logger) =>
    logger.info('paid with %s by %j', CARD, { password: PASSWORD }),
  'a key': (logger) => logger.info({ password: PASSWORD, Authorization: `Bearer ${JWT}` }),
  'a key in another case, deep inside': (logger) =>
    logger.info({ a: [{ b: { PassWord: PASSWORD, 'api-key': PASSWORD } }] }),
  'a value under a harmless key': (logger) => logger.info({ note: CARD, list: [JWT], pem: KEY }),
  'a Map': (logger) => logger.info({ map: new Map([['password', PASSWORD]]) }),
  'a URL': (logger) =>
    logger.info({ url: `https://user:${PASSWORD}@host/?token=${PASSWORD}` }, 'called'),
  'a URL object': (logger) => logger.info({ url: new URL(`https://u:${PASSWORD}@host/`) }),
  'JSON in a text': (logger) => logger.info(`body was {"password":"${PASSWORD}"}`),
  'an error’s message, stack and cause': (logger) =>
    logger.error(new Error(`card ${CARD}`, { cause: new Error(`token ${JWT}`) })),
  'an error’s message beside a text': (logger) =>
    logger.error({ err: new Error(`Bearer ${JWT}`) }, 'failed'),
  'an aggregate’s member': (logger) => logger.error(new AggregateError([new Error(CARD)], 'all')),
  'the toJSON of an HTTP client’s error': (logger) => {
    const toJSON = () => ({ config: { auth: PASSWORD } });
    logger.error(Object.assign(new Error('Request failed'), { toJSON }));
  },
  'a toJSON': (logger) => logger.info({ card: { toJSON: () => ({ number: CARD }) } }),
  'a getter': (logger) =>
    logger.info({
      get note() {
        return CARD;
      },
    }),
  'a serializer': (logger) => logger.info({ req: { headers: {} } }),
  'a child’s bindings': (logger) => logger.child({ token: PASSWORD, note: CARD }).info('x'),
  'a child’s prefix': (logger) => logger.child({}, { msgPrefix: `${JWT} ` }).info('x'),
  'bindings set later': (logger) => {
    logger.setBindings({ cookie: `sid=${PASSWORD}` });
    logger.info('x');
  },
  'the request context': (logger) =>
    requestContext.run({ userId: CARD, requestId: JWT }, () => logger.info('x')),
  'a key that is a secret': (logger) => logger.info({ [CARD]: 1 }),
  'the end of a text that is cut': (logger) =>
    logger.info(`${'x'.repeat(64 * 1024 - 300)}${KEY}${'y'.repeat(1000)}`),
};

test.each(Object.entries(ways))('a secret in %s is in no printed line', (_name, log) => {
  for (const print of ['json', 'pretty'] as const) {
    const lane = recordingLane();
    const printed = recordingDestination();
    const serializers = { req: () => ({ cookie: PASSWORD, body: CARD }) };
    log(createLogger({ lane, destination: printed, print, serializers }));
    expect(lane.offered).toHaveLength(1);
    expect(printed.text).not.toBe('');
    for (const canary of CANARIES) {
      expect(printed.text).not.toContain(canary);
      expect(lane.offered[0]?.json).not.toContain(canary);
    }
  }
});

test('values are looked at by the lane’s worker alone, unless a line is printed', () => {
  const log = (print: 'json' | false): string => {
    const lane = recordingLane();
    const destination = recordingDestination();
    createLogger({ lane, print, destination }).info({ note: JWT }, `paid with ${CARD}`);
    return lane.offered[0]?.json ?? '';
  };
  // As it was logged: the ring is this process's own memory.
  expect(log(false)).toContain(CARD);
  expect(log(false)).toContain(JWT);
  expect(log('json')).not.toContain(CARD);
});

test('what is no secret stays, and the ids of a trace are never taken for one', () => {
  const printed = recordingDestination();
  const logger = createLogger({ lane: false, destination: printed, print: 'json' });
  logger.info({ orderNumber: 1234567890123, user: { name: 'x' } }, 'order 42 shipped');
  expect(JSON.parse(printed.text)).toMatchObject({
    orderNumber: 1234567890123,
    user: { name: 'x' },
    msg: 'order 42 shipped',
  });
});

test('more paths and keys can be named, in the call and in the environment', () => {
  const printed = recordingDestination();
  process.env['SONDE_REDACT_KEYS'] = 'nickname';
  try {
    const redaction = { paths: ['customer.street'] };
    const logger = createLogger({ lane: false, destination: printed, print: 'json', redaction });
    logger.info({ customer: { street: 'canary-street' }, nickname: 'canary-nick' });
  } finally {
    delete process.env['SONDE_REDACT_KEYS'];
  }
  expect(printed.text).not.toContain('canary');
});

test('the logged object is not changed', () => {
  const order = Object.freeze({ password: PASSWORD, card: Object.freeze({ number: CARD }) });
  createLogger({ lane: false, destination: recordingDestination() }).info(order);
  expect(order).toEqual({ password: PASSWORD, card: { number: CARD } });
});
