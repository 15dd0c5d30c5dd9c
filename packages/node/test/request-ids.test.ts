import { expect, test } from 'vitest';
import { type NodeVersion, PRELOADS, runNode } from './run-node.js';

const NEW_ID = /^[0-9a-f]{32}$/;

interface Told {
  seen: { before?: string; after?: string; body: string }[];
  headers: string[][];
}

async function requestIds(node: NodeVersion, preload: string[]): Promise<Told> {
  const ended = await runNode([...preload, 'request-ids.cjs'], { node });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(ended.stdout) as Told;
}

test.each<[NodeVersion, string[]]>([
  [22, []],
  // The way that contexts take from Node 24 on.
  [22, ['--experimental-async-context-frame']],
  [24, []],
  [26, []],
])(
  'on Node %i %j a request keeps its id through body and timers, and a bad one is replaced',
  async (node, flags) => {
    const { seen, headers } = await requestIds(node, [...flags, ...PRELOADS['--import']]);
    expect(seen.map(({ before }) => before)).toEqual(seen.map(({ after }) => after));
    const [good, longest, ...replaced] = seen.map(({ after }) => after);
    expect(good).toBe('abc-1');
    expect(longest).toBe('a'.repeat(128));
    expect(replaced).toHaveLength(6);
    for (const id of replaced) expect(id).toMatch(NEW_ID);
    expect(new Set(replaced).size).toBe(replaced.length);
    const bare = await requestIds(node, []);
    expect(headers).toEqual(bare.headers);
  },
);

test('calls made for a request carry its id to the own network and to hosts that are named', async () => {
  const env = { SONDE_BAGGAGE_HOSTS: 'shop.example' };
  const ended = await runNode([...PRELOADS['--import'], 'request-id-out.mjs'], { env });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(ended.stdout)).toEqual({
    '/http 127.0.0.1': 'req-1',
    '/http shop.example': 'req-1',
    '/http other.example': null,
    '/own': 'mine',
    '/fetch': 'req-1',
    '/fetch-own': 'mine',
    '/outside': null,
  });
});
