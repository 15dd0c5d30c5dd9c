import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runFixture } from './run-fixture.js';

test('into a pipe a line is JSON', async () => {
  const ended = await runFixture(process.execPath, ['print.mjs']);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(ended.stdout)).toMatchObject({ service: 'orders', order: 7 });
});

test.skipIf(!existsSync('/usr/bin/script'))('on a terminal a line is pretty and safe', async () => {
  const command = `${process.execPath} print.mjs`;
  const env = { NO_COLOR: '1' };
  const ended = await runFixture('/usr/bin/script', ['-qec', command, '/dev/null'], env);
  expect(ended.stdout).toContain(String.raw`INFO: hello \u001b[2J`);
  expect(ended.stdout).toContain('order: 7');
  expect(ended.stdout).not.toContain('\u001b[2J');
  expect(() => JSON.parse(ended.stdout)).toThrow();
});
