import type { HeapProfiler } from 'node:inspector';

type Node = HeapProfiler.SamplingHeapProfileNode;

/** As DevTools reads it from a file: stacks and sizes, no value. */
export interface HeapProfile {
  head: Node;
  samples: [];
}

/** What holds a smaller part of the whole is counted to its caller. */
const LEAST_PART = 0.001;

/** The profile without its small branches: a bounded number of stacks, and the same sum. */
export function withoutSmall(head: Node): HeapProfile {
  const sizes = new Map<Node, number>();
  const sum = (node: Node): number => {
    const size = node.children.reduce((all, child) => all + sum(child), node.selfSize);
    sizes.set(node, size);
    return size;
  };
  const least = sum(head) * LEAST_PART;
  const cut = (node: Node): Node => {
    let { selfSize } = node;
    const children: Node[] = [];
    for (const child of node.children) {
      const size = sizes.get(child) ?? 0;
      if (size >= least) children.push(cut(child));
      else selfSize += size;
    }
    return { ...node, selfSize, children };
  };
  return { head: cut(head), samples: [] };
}
