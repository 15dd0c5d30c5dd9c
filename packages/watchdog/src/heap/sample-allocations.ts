import { type HeapProfiler, Session, url } from 'node:inspector';
import { isOwnFile } from '../frames.js';
import type { Call } from '../prober.js';

/** Who has allocated what the heap still holds. */
export interface Allocations {
  /** The stack that most of it was allocated in, innermost call first. */
  calls: Call[];
  /** Of all that was sampled and is still held, the share of the function of that stack, 0 to 1. */
  share: number;
  /** Bytes of all that was sampled and is still held. */
  bytes: number;
}

export interface AllocationSampler {
  /** What was allocated since the start and is still held now. */
  read(): Allocations | undefined;
  stop(): void;
}

type Node = HeapProfiler.SamplingHeapProfileNode;

/** Bytes between two samples, on average: next to no cost. */
const HEAP_INTERVAL = 64 * 1024;
/** A buffer is small in the heap, however much it holds outside. */
const BUFFERS_INTERVAL = 8 * 1024;
const ALLOCATES_BUFFERS =
  /^(?:ArrayBuffer|SharedArrayBuffer|Buffer|FastBuffer|createUnsafeBuffer|alloc\w*|allocate|\w+Array)$/;

const callOf = ({ callFrame }: Node): Call => ({
  function: callFrame.functionName,
  file: callFrame.url,
  line: callFrame.lineNumber + 1,
  column: callFrame.columnNumber + 1,
});

interface Group {
  bytes: number;
  calls: Call[];
  most: number;
}

/** Sums what is held by the innermost function of the application. */
function groupByFunction(
  head: Node,
  buffers: boolean,
): { groups: Map<string, Group>; bytes: number } {
  const groups = new Map<string, Group>();
  let bytes = 0;
  const open: { node: Node; path: Call[]; alloc: boolean }[] = [
    { node: head, path: [], alloc: false },
  ];
  for (let one = open.pop(); one; one = open.pop()) {
    const { node, path } = one;
    const call = callOf(node);
    const named = call.file === '' && /^(?:\(|$)/.test(call.function) ? path : [call, ...path];
    const alloc = one.alloc || ALLOCATES_BUFFERS.test(call.function);
    if (node.selfSize > 0 && (!buffers || alloc)) {
      bytes += node.selfSize;
      const own = named.find(({ file }) => isOwnFile(file)) ?? named[0];
      const key = own ? `${own.function}|${own.file}|${own.line}` : '';
      const group = groups.get(key) ?? { bytes: 0, calls: named, most: 0 };
      group.bytes += node.selfSize;
      if (node.selfSize > group.most) {
        group.most = node.selfSize;
        group.calls = named;
      }
      groups.set(key, group);
    }
    for (const child of node.children) open.push({ node: child, path: named, alloc });
  }
  return { groups, bytes };
}

/**
 * Samples allocations of this thread through V8's own sampling heap profiler, which forgets what was
 * collected: what is left is what is held. It stores stacks and sizes, never a value.
 *
 * @param buffers whether it is memory outside of the heap that grows.
 * @returns undefined while a person is at the inspector.
 */
export function sampleAllocations(buffers: boolean): AllocationSampler | undefined {
  if (url() !== undefined) return undefined;
  const session = new Session();
  session.connect();
  session.post('HeapProfiler.startSampling', {
    samplingInterval: buffers ? BUFFERS_INTERVAL : HEAP_INTERVAL,
  });
  return {
    read() {
      let head: Node | undefined;
      session.post('HeapProfiler.getSamplingProfile', (error, answer) => {
        if (!error) head = answer.profile.head;
      });
      if (!head) return undefined;
      const { groups, bytes } = groupByFunction(head, buffers);
      const [top] = [...groups.values()].toSorted((a, b) => b.bytes - a.bytes);
      if (!top || bytes === 0) return undefined;
      return { calls: top.calls, share: top.bytes / bytes, bytes };
    },
    stop() {
      session.post('HeapProfiler.stopSampling');
      session.disconnect();
    },
  };
}
