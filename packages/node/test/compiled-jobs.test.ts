import { expect, test } from 'vitest';
import { type NodeVersion, PRELOADS, runNode } from './run-node.js';

/** Whether V8's flags are those of the start, by step. */
async function flagsAreAsAtStart(
  node: NodeVersion,
  args: string[],
): Promise<Record<string, boolean>> {
  const ended = await runNode([...PRELOADS['--import'], ...args], { node });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(ended.stdout) as Record<string, boolean>;
}

const asBefore = { 'before load': true, 'after it': true, later: true };

test.each<NodeVersion>([24, 26])(
  'on Node %i V8 frees what it has compiled at once for a minute under load',
  async (node) => {
    expect(await flagsAreAsAtStart(node, ['compiled-jobs.cjs'])).toEqual({
      ...asBefore,
      'under load': false,
      'for a minute': false,
    });
  },
);

test('at the end the flags are those of the start, which compiled code is kept with', async () => {
  expect(await flagsAreAsAtStart(24, ['compiled-jobs.cjs', 'end'])).toEqual({
    'before load': true,
    'under load': false,
    'at exit': true,
  });
});

test.each<[string, NodeVersion, string[]]>([
  ['a V8 that is not known to do so', 22, ['--no-warnings']],
  ['a V8 whose compiler somebody has set', 24, ['--maglev-destroy-on-background']],
  ['a V8 with frozen flags', 24, ['--freeze-flags-after-init']],
])('%s is left alone', async (_, node, flags) => {
  const told = await flagsAreAsAtStart(node, [...flags, 'compiled-jobs.cjs']);
  expect(told).toEqual({ ...asBefore, 'under load': true, 'for a minute': true });
});
