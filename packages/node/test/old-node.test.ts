import { expect, test } from 'vitest';
import { PRELOADS, runNode } from './run-node.js';

const LINE =
  /^sonde: Node 22\.15 or newer is needed, this is 20\.\d+\.\d+; the application runs without telemetry\n/;

test.each(['normal', 'throw', 'exit 3', 'reject later'])(
  'on Node 20 "%s" runs untouched, after one clear line',
  async (way) => {
    const bare = await runNode(['end.cjs', way], { node: 20 });
    const preloaded = await runNode([...PRELOADS['--require'], 'end.cjs', way], { node: 20 });
    expect(preloaded.stderr).toMatch(LINE);
    expect({ ...preloaded, stderr: preloaded.stderr.replace(LINE, '') }).toEqual(bare);
  },
);

test('on Node 20 both ways at once say it once', async () => {
  const both = [...PRELOADS['--require'], ...PRELOADS['--import'], 'end.cjs', 'normal'];
  const ended = await runNode(both, { node: 20 });
  expect(ended.stderr.match(/sonde:/g)).toHaveLength(1);
});
