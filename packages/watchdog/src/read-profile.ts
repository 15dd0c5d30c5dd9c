import type { CpuProfile } from './cpu-profile.js';
import type { Call } from './prober.js';

/** What a profile says about a span of time. */
export interface ProfileReading {
  /** The stack in which most of the time went, innermost call first; empty if there is none. */
  calls: Call[];
  /** Of the samples in JavaScript and GC, the share below the innermost in-app function of `calls`, 0 to 1. */
  share: number;
  samples: number;
  /** Every function that any sample stood in. */
  seen: Call[];
}

type Node = CpuProfile['nodes'][number];

const GC = '(garbage collector)';
const META = new Set([GC, '(root)', '(program)', '(idle)']);

const isMeta = (node: Node): boolean =>
  META.has(node.callFrame.functionName) && node.callFrame.url === '';

interface Tree {
  nodes: Map<number, Node>;
  parents: Map<number, number>;
}

function treeOf(profile: CpuProfile): Tree {
  const nodes = new Map<number, Node>();
  const parents = new Map<number, number>();
  for (const node of profile.nodes) {
    nodes.set(node.id, node);
    for (const child of node.children ?? []) parents.set(child, node.id);
  }
  return { nodes, parents };
}

/** Innermost first. */
function pathOf(tree: Tree, id: number): Node[] {
  const path: Node[] = [];
  for (let at: number | undefined = id; at !== undefined; at = tree.parents.get(at)) {
    const node = tree.nodes.get(at);
    if (!node) break;
    if (!isMeta(node)) path.push(node);
  }
  return path;
}

function hottestLine(node: Node): number {
  let line = node.callFrame.lineNumber + 1;
  let most = 0;
  for (const tick of node.positionTicks ?? []) {
    if (tick.ticks > most) {
      most = tick.ticks;
      line = tick.line;
    }
  }
  return line;
}

function callOf(node: Node, index: number): Call {
  const { functionName, url, lineNumber, columnNumber } = node.callFrame;
  const first = lineNumber + 1;
  const line = index === 0 ? hottestLine(node) : first;
  return {
    function: functionName,
    file: url,
    line,
    column: line === first ? columnNumber + 1 : 1,
  };
}

const keyOf = (node: Node): string =>
  `${node.callFrame.functionName}|${node.callFrame.url}|${node.callFrame.lineNumber}`;

/** Reads the samples between two moments of `monotonicMs`. */
export function readProfile(
  profiles: readonly CpuProfile[],
  from: number,
  to: number,
  isOwn: (file: string) => boolean,
): ProfileReading {
  let samples = 0;
  const seen = new Map<string, Call>();
  /** By the innermost in-app function, and within it by the whole stack. */
  const byFunction = new Map<string, { count: number; stacks: Map<Node, [number, Tree]> }>();
  for (const profile of profiles) {
    const tree = treeOf(profile);
    const known = new Map<number, string>();
    let at = profile.startTime;
    for (const [index, id] of (profile.samples ?? []).entries()) {
      at += profile.timeDeltas?.[index] ?? 0;
      if (at < from * 1000 || at > to * 1000) continue;
      const node = tree.nodes.get(id);
      if (!node) continue;
      if (isMeta(node) && node.callFrame.functionName !== GC) continue;
      samples++;
      let key = known.get(id);
      if (key === undefined) {
        const path = pathOf(tree, id);
        for (const one of path) seen.set(keyOf(one), callOf(one, -1));
        const own = path.find(({ callFrame }) => isOwn(callFrame.url)) ?? path[0];
        key = own ? keyOf(own) : '';
        known.set(id, key);
      }
      if (key === '') continue;
      const entry = byFunction.get(key) ?? { count: 0, stacks: new Map() };
      byFunction.set(key, entry);
      entry.count++;
      entry.stacks.set(node, [(entry.stacks.get(node)?.[0] ?? 0) + 1, tree]);
    }
  }
  const [top] = [...byFunction.values()].toSorted((a, b) => b.count - a.count);
  const [stack] = [...(top?.stacks ?? [])].toSorted((a, b) => b[1][0] - a[1][0]);
  return {
    calls: stack ? pathOf(stack[1][1], stack[0].id).map(callOf) : [],
    share: samples === 0 || !top ? 0 : top.count / samples,
    samples,
    seen: [...seen.values()],
  };
}
