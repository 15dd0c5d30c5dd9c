import { bridgeConsole, bridgeWarnings, requestContext } from '@sonde/logger';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RecordingLane, shareRecordingLane } from './recording-lane.js';

const METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const;

const originals = METHODS.map((method) => [method, console[method]] as const);
let printed: unknown[][];
let lane: RecordingLane;
let undo: () => void;

beforeEach(() => {
  printed = [];
  for (const method of METHODS) {
    console[method] = (...args: unknown[]) => void printed.push([method, ...args]);
  }
  lane = shareRecordingLane();
  undo = bridgeConsole();
});

afterEach(() => {
  undo();
  for (const [method, original] of originals) console[method] = original;
});

test('each method prints its own arguments and becomes a record of its level', () => {
  const object = { a: 1 };
  for (const method of METHODS) console[method]('%s is', method, object);
  expect(printed).toEqual(METHODS.map((method) => [method, '%s is', method, object]));
  expect(lane.offered.map(({ level }) => level)).toEqual([30, 30, 40, 50, 20]);
  expect(lane.lines()[0]).toMatchObject({ level: 30, name: 'console', msg: 'log is { a: 1 }' });
});

test('an Error becomes err, and its text stays in the message', () => {
  console.error('could not save', new TypeError('no disk', { cause: new Error('worn') }));
  console.error(new RangeError('alone'));
  const [beside, alone] = lane.lines();
  expect(beside).toMatchObject({
    msg: 'could not save TypeError: no disk',
    err: { type: 'TypeError', message: 'no disk', cause: { message: 'worn' } },
  });
  expect(alone).toMatchObject({ msg: 'alone', err: { type: 'RangeError' } });
});

test('records carry the request context', () => {
  requestContext.run({ requestId: 'r-1' }, () => console.log('x'));
  expect(lane.last()).toMatchObject({ request_id: 'r-1' });
});

test('printing from within a record’s making makes no further record', () => {
  const talkative = {
    [Symbol.for('nodejs.util.inspect.custom')]() {
      console.log('from inside');
      return 'told';
    },
  };
  console.log(talkative);
  expect(lane.lines().map(({ msg }) => msg)).toEqual(['told']);
});

test('an argument that can not be told is printed and does not throw', () => {
  const rude = {
    [Symbol.for('nodejs.util.inspect.custom')]() {
      throw new Error('rude');
    },
  };
  expect(() => console.log(rude)).not.toThrow();
  expect(printed).toHaveLength(1);
});

test('bridging twice records once; undoing gives the methods back', () => {
  const before = console.log;
  bridgeConsole()();
  expect(console.log).toBe(before);
  console.log('once');
  expect(lane.offered).toHaveLength(1);
  undo();
  console.log('not recorded');
  expect(lane.offered).toHaveLength(1);
  expect(printed).toHaveLength(2);
});

test('a wrapper that came later stays, and its calls are no longer recorded', () => {
  const bridged = console.log;
  const later = (...args: unknown[]) => bridged(...args);
  console.log = later;
  undo();
  expect(console.log).toBe(later);
  console.log('x');
  expect(lane.offered).toHaveLength(0);
  expect(printed).toHaveLength(1);
});

test('a process warning becomes a warn record that is no error', async () => {
  const stop = bridgeWarnings();
  const warned = new Promise((resolve) => process.once('warning', resolve));
  process.emitWarning('old way', { type: 'DeprecationWarning', code: 'DEP1' });
  await warned;
  stop();
  const record = lane.last();
  expect(record).toMatchObject({
    level: 40,
    name: 'process',
    msg: 'DeprecationWarning: old way',
    warning: { name: 'DeprecationWarning', code: 'DEP1' },
  });
  expect(record).not.toHaveProperty('err');
});
