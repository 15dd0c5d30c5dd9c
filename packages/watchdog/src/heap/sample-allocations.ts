import { type HeapProfiler, Session, url } from 'node:inspector';
import { isOwnFile } from '../frames.js';
import type { Call } from '../prober.js';
import { type HeapProfile, withoutSmall } from './heap-profile.js';

/** Who has allocated what the heap still holds. */
export interface Allocations {
  /** The stack that most of it was allocated in, innermost call first. */
  calls: Call[];
  /** The function of that stack that keeps it. */
  holder: Call | undefined;
  /** Of all that was sampled and is still held, the share of the function of that stack, 0 to 1. */
  share: number;
  /** Bytes of all that was sampled and is still held. */
  bytes: number;
  /** All stacks that hold a thousandth of it or more, in V8's own form. */
  profile: HeapProfile;
}

export interface AllocationSampler {
  /** Whether it was read before, so that the next time it can be told what has grown. */
  hasBefore(): boolean;
  /** What was allocated since the start and is still held now. V8 collects all garbage for it. Nothing the first time. */
  read(): Allocations | undefined;
  stop(): void;
}

type Node = HeapProfiler.SamplingHeapProfileNode;

/** So many samples a second cost next to nothing. */
const SAMPLES_PER_SECOND = 2000;
/** Bytes between two samples, on average. */
const LEAST_INTERVAL = 8 * 1024;
const MOST_INTERVAL = 512 * 1024;
const ALLOCATES_BUFFERS =
  /^(?:ArrayBuffer|SharedArrayBuffer|Buffer|FastBuffer|createUnsafeBuffer|alloc\w*|allocate|\w+Array)$/;

const callOf = ({ callFrame }: Node): Call => ({
  function: callFrame.functionName,
  file: callFrame.url,
  line: callFrame.lineNumber + 1,
  column: callFrame.columnNumber + 1,
});

/** Of a function, before it is believed to keep something. */
const LEAST_SAMPLES = 3;

/**
 * What fills the memory is mostly made by a helper. The one that remembers it keeps something of its
 * own with each call, too: a closure, a place in a list, a timer. The entry of the request does so only
 * through it.
 */
function holderOf(calls: Call[], keeps: (call: Call) => boolean): Call | undefined {
  const own = calls.filter(({ file }) => isOwnFile(file));
  return (
    own.slice(1, -1).findLast(keeps) ??
    own.find((call) => call.function !== '') ??
    own[0] ??
    calls[0]
  );
}

interface Group {
  bytes: number;
  calls: Call[];
  most: number;
}

const keyOf = (call: Call | undefined): string =>
  call ? `${call.function}|${call.file}|${call.line}` : '';

interface Held {
  /** By the innermost function of the application. */
  groups: Map<string, Group>;
  bytes: number;
}

function readHeld(head: Node, buffers: boolean): Held {
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
      const key = keyOf(named.find(({ file }) => isOwnFile(file)) ?? named[0]);
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
 * @param bytesPerSecond that this thread allocates.
 * @returns undefined while a person is at the inspector.
 */
export function sampleAllocations(
  buffers: boolean,
  bytesPerSecond: number,
): AllocationSampler | undefined {
  if (url() !== undefined) return undefined;
  const session = new Session();
  session.connect();
  const samplingInterval = Math.round(
    Math.min(MOST_INTERVAL, Math.max(LEAST_INTERVAL, bytesPerSecond / SAMPLES_PER_SECOND)),
  );
  const start = (): void => session.post('HeapProfiler.startSampling', { samplingInterval });
  start();
  let before: Held | undefined;

  function hasGrown(key: string, held: Held, pace: number): boolean {
    const now = held.groups.get(key)?.bytes ?? 0;
    const then = before?.groups.get(key)?.bytes ?? 0;
    return now >= samplingInterval * LEAST_SAMPLES && now >= then * pace;
  }

  return {
    hasBefore: () => before !== undefined,
    read() {
      let head: Node | undefined;
      session.post('HeapProfiler.getSamplingProfile', (error, answer) => {
        if (!error) head = answer.profile.head;
      });
      if (!head) {
        // V8 has one sampler only: a profile that somebody asked for has ended ours with its own.
        before = undefined;
        start();
        return undefined;
      }
      const held = readHeld(head, buffers);
      if (before === undefined) {
        before = held;
        return undefined;
      }
      const [[topKey, top] = []] = [...held.groups].toSorted((a, b) => b[1].bytes - a[1].bytes);
      if (topKey === undefined || !top || held.bytes === 0) return undefined;
      const earlier = before?.groups.get(topKey)?.bytes ?? 0;
      // Noise of few samples: half of the pace of what grows most will do.
      const pace = earlier === 0 ? 1 : 1 + (top.bytes / earlier - 1) / 2;
      const { calls } = top;
      const holder = holderOf(calls, (call) => hasGrown(keyOf(call), held, pace));
      return {
        calls,
        holder,
        share: top.bytes / held.bytes,
        bytes: held.bytes,
        profile: withoutSmall(head),
      };
    },
    stop() {
      session.post('HeapProfiler.stopSampling');
      session.disconnect();
    },
  };
}
