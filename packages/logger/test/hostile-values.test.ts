import { createLogger } from '@sonde/logger';
import { expect, test } from 'vitest';
import { cycle, throwing, values, wide } from './hostile-values.js';
import { recordingDestination, recordingLane } from './recording-lane.js';

const MAX_RECORD_BYTES = 256 * 1024;
const ESC = '\u001b';

test.each(Object.keys(values))('logging %s never throws, and gives one bounded record', (name) => {
  const lane = recordingLane();
  const printed = recordingDestination();
  const logger = createLogger({ lane, destination: printed, print: 'json' });
  const value = values[name] as object;
  expect(() => {
    logger.info(value);
    logger.info(value, 'with a message');
    logger.info('with a place %o', value);
    logger.info({ value }, 'inside');
    logger.child({ value }).info('bound');
  }).not.toThrow();
  expect(lane.offered).toHaveLength(5);
  const lines = printed.text.split('\n');
  expect(lines).toHaveLength(6);
  for (const line of lines.slice(0, 5)) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_RECORD_BYTES);
    expect(JSON.parse(line)).toMatchObject({ level: 30, pid: process.pid });
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('what could be told of a hostile object is told, and what was cut is marked', () => {
  const lane = recordingLane();
  const logger = createLogger({ lane, print: false });
  logger.info(throwing);
  expect(lane.last()).toMatchObject({ good: 1, bad: '[Throws: getter]' });
  logger.info(cycle);
  expect(lane.last()).toMatchObject({ name: 'cycle', self: '[Circular]' });
  logger.info({ n: 2n ** 80n });
  expect(lane.last()).toMatchObject({ n: '1208925819614629174706176' });
  logger.info({ text: 'x'.repeat(1_000_000) });
  expect(lane.last()['text']).toMatch(/x… \[\d+ characters cut\]$/);
  logger.info(wide);
  expect(lane.last()).toMatchObject({ k0: 0, '…': '[9744 entries cut]' });
});

test('a record is one line in which no character moves a terminal or a reader', () => {
  const printed = recordingDestination();
  const logger = createLogger({ lane: false, destination: printed, print: 'json' });
  const hostile = `a\r\nb${ESC}[2Jc\u009bd\u007fe\u0085f\u2028g\u2029h\u202ei\u2066j`;
  logger.info({ [hostile]: hostile }, hostile);
  // oxlint-disable-next-line no-control-regex -- these are what must not stand there
  expect(printed.text.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066]/);
  expect(JSON.parse(printed.text)).toMatchObject({ [hostile]: hostile, msg: hostile });
});

test('pretty printing shows control characters instead of sending them', () => {
  const printed = recordingDestination();
  const logger = createLogger({ lane: false, destination: printed, print: 'pretty' });
  logger.info({ agent: `${ESC}[2J\u009b` }, `a\nFATAL: forged ${ESC}]0;title\u0007`);
  expect(printed.text).not.toMatch(new RegExp(`[${ESC}\u0007\u009b]`));
  expect(printed.text).toContain(String.raw`a\nFATAL: forged \u001b]0;title\u0007`);
});
