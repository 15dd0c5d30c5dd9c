import type { CpuProfile } from '../cpu-profile.js';
import { pathOf } from '../frames.js';

/** A function in the places that it was called from; what took little is left out. */
export interface ProfileNode {
  /** Function. */
  f: string;
  /** `file:line`, absent for V8's own parts. */
  at?: string;
  /** Milliseconds in it, what it called included. */
  ms: number;
  /** Children, the longest first. */
  c?: ProfileNode[];
}

type Node = CpuProfile['nodes'][number];

/** Of all the time. */
const LEAST_SHARE = 0.004;
const MAX_NODES = 1500;
const MAX_DEPTH = 90;
const MAX_TEXT = 160;

const IDLE = '(idle)';

/** Milliseconds of each node by itself. */
function ownTimes({ samples = [], timeDeltas = [] }: CpuProfile): Map<number, number> {
  const times = new Map<number, number>();
  for (const [index, id] of samples.entries()) {
    // A sample holds until the next one.
    const ms = Math.max(0, timeDeltas[index + 1] ?? 0) / 1000;
    times.set(id, (times.get(id) ?? 0) + ms);
  }
  return times;
}

function placeOf({ callFrame: { url, lineNumber } }: Node): string | undefined {
  if (url === '') return undefined;
  const file = pathOf(url);
  return `${file.length > MAX_TEXT ? `…${file.slice(-MAX_TEXT)}` : file}:${lineNumber + 1}`;
}

/** A profile as a tree of its own times, small enough to be sent. The time in which nothing ran is left out. */
export function profileTree(profile: CpuProfile): { root: ProfileNode; samples: number } {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const own = ownTimes(profile);
  const isIdle = (node: Node): boolean => node.callFrame.functionName === IDLE;
  const totals = new Map<number, number>();
  const total = (node: Node, depth: number): number => {
    let ms = own.get(node.id) ?? 0;
    if (depth < 400) {
      for (const id of node.children ?? []) {
        const child = byId.get(id);
        if (child && !isIdle(child)) ms += total(child, depth + 1);
      }
    }
    totals.set(node.id, ms);
    return ms;
  };
  const [first] = profile.nodes;
  if (!first) return { root: { f: '(root)', ms: 0 }, samples: 0 };
  const all = total(first, 0);
  let left = MAX_NODES;

  function convert(node: Node, depth: number): ProfileNode {
    left--;
    const ms = totals.get(node.id) ?? 0;
    const made: ProfileNode = {
      f: node.callFrame.functionName.slice(0, MAX_TEXT) || '(anonymous)',
      ms: Number(ms.toFixed(1)),
    };
    const at = placeOf(node);
    if (at !== undefined) made.at = at;
    const children = (node.children ?? [])
      .map((id) => byId.get(id))
      .filter((child) => child !== undefined && !isIdle(child))
      .map((child) => child as Node)
      .filter((child) => (totals.get(child.id) ?? 0) >= all * LEAST_SHARE)
      .toSorted((a, b) => (totals.get(b.id) ?? 0) - (totals.get(a.id) ?? 0));
    if (children.length > 0 && depth < MAX_DEPTH) {
      const kept: ProfileNode[] = [];
      for (const child of children) {
        if (left <= 0) break;
        kept.push(convert(child, depth + 1));
      }
      if (kept.length > 0) made.c = kept;
    }
    return made;
  }

  return { root: convert(first, 0), samples: profile.samples?.length ?? 0 };
}

/** The functions that took most time themselves. */
export function hottest(
  root: ProfileNode,
  count: number,
): { f: string; at?: string; ms: number }[] {
  const found = new Map<string, { f: string; at?: string; ms: number }>();
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const inner = (node.c ?? []).reduce((sum, { ms }) => sum + ms, 0);
    const key = `${node.f} ${node.at ?? ''}`;
    const one = found.get(key) ?? { f: node.f, ms: 0, ...(node.at ? { at: node.at } : {}) };
    one.ms += Math.max(0, node.ms - inner);
    found.set(key, one);
    open.push(...(node.c ?? []));
  }
  return [...found.values()]
    .filter(({ f }) => f !== '(root)')
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, count)
    .map((one) => ({ ...one, ms: Number(one.ms.toFixed(1)) }));
}
