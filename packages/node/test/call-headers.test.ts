import { expect, test } from 'vitest';
import { type NodeVersion, PRELOADS, runNode } from './run-node.js';

interface Told {
  /** Names of headers, as the application sees them. */
  seen: string[] | null;
  /** As they came over the wire. */
  lines: string[];
}

async function callHeaders(node: NodeVersion, preload: string[]): Promise<Record<string, Told>> {
  const ended = await runNode([...preload, 'call-headers.mjs'], { node });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(ended.stdout) as Record<string, Told>;
}

const TRACE = /^traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-01$/i;
const isTrace = (line: string): boolean => /^traceparent:/i.test(line);
const isId = (line: string): boolean => /^x-request-id:/i.test(line);
const own = (lines: string[]): string[] => lines.filter((line) => !isTrace(line) && !isId(line));

test.each<NodeVersion>([22, 24, 26])(
  'on Node %i calls of any kind carry the trace and the id once, behind what the application sends itself',
  async (node) => {
    const [bare, traced] = [
      await callHeaders(node, []),
      await callHeaders(node, PRELOADS['--import']),
    ];
    expect(Object.keys(traced)).toEqual(Object.keys(bare));
    for (const [kind, { lines, seen }] of Object.entries(traced)) {
      const sent = bare[kind];
      expect(own(lines), kind).toEqual(own(sent?.lines ?? []));
      expect(lines.filter(isTrace), kind).toHaveLength(1);
      expect(lines.filter(isId), kind).toHaveLength(1);
      // What it asks of its own call is what it has set.
      expect(seen, kind).toEqual(sent?.seen);
    }
    const of = (kind: string): string[] => traced[kind]?.lines ?? [];
    for (const kind of Object.keys(bare).filter((one) => one !== 'set afterwards')) {
      expect(of(kind).find(isTrace), kind).toMatch(TRACE);
    }
    expect(of('plain').at(-1)).toBe('x-request-id: req-1');
    expect(of('plain')[1]).toBe('Host: calls.test');
    // A caller's trace goes on in the call's own span; what is set afterwards is meant so.
    expect(of('with those of its caller').find(isTrace)).not.toContain('a'.repeat(32));
    expect(of('with those of its caller').find(isId)).toBe('X-Request-ID: own');
    expect(of('set afterwards').find(isTrace)).toContain('a'.repeat(32));
    expect(of('set afterwards').find(isId)).toBe('X-Request-ID: own');
  },
  60_000,
);
