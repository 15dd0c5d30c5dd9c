import type { Snapshot } from './read-snapshot.js';

const NONE = 0xffffffff;

/** The nodes in the order in which a walk in depth leaves them, the root last, and each one's place in it. */
function postOrder({ first, targets, size }: Snapshot): {
  order: Uint32Array;
  placeOf: Uint32Array;
} {
  const count = size.length;
  const placeOf = new Uint32Array(count).fill(NONE);
  const order = new Uint32Array(count);
  const next = first.slice(0, count);
  const seen = new Uint8Array(count);
  const stack = new Uint32Array(count);
  let depth = 0;
  let left = 0;
  stack[0] = 0;
  seen[0] = 1;
  while (depth >= 0) {
    const node = stack[depth] as number;
    const edge = next[node] as number;
    if (edge < (first[node + 1] as number)) {
      next[node] = edge + 1;
      const target = targets[edge] as number;
      if (seen[target] === 0) {
        seen[target] = 1;
        stack[++depth] = target;
      }
    } else {
      order[left] = node;
      placeOf[node] = left++;
      depth--;
    }
  }
  return { order: order.slice(0, left), placeOf };
}

/** Who points to each node. */
function reversed({ first, targets, size }: Snapshot): { from: Uint32Array; sources: Uint32Array } {
  const count = size.length;
  const from = new Uint32Array(count + 2);
  const edges = first[count] as number;
  for (let edge = 0; edge < edges; edge++) {
    const at = (targets[edge] as number) + 2;
    from[at] = (from[at] as number) + 1;
  }
  for (let node = 0; node <= count; node++) {
    from[node + 1] = (from[node + 1] as number) + (from[node] as number);
  }
  const sources = new Uint32Array(edges);
  for (let node = 0; node < count; node++) {
    for (let edge = first[node] as number; edge < (first[node + 1] as number); edge++) {
      const slot = (targets[edge] as number) + 1;
      sources[from[slot] as number] = node;
      from[slot] = (from[slot] as number) + 1;
    }
  }
  return { from, sources };
}

/**
 * The one node by which each is held, by its place in the order: Cooper, Harvey and Kennedy, "A simple, fast
 * dominance algorithm".
 */
function dominators(snapshot: Snapshot, order: Uint32Array, placeOf: Uint32Array): Uint32Array {
  const { from, sources } = reversed(snapshot);
  const root = order.length - 1;
  const dominator = new Uint32Array(order.length).fill(NONE);
  dominator[root] = root;
  for (let changed = true; changed; ) {
    changed = false;
    for (let place = root - 1; place >= 0; place--) {
      const node = order[place] as number;
      let best = NONE;
      for (let at = from[node] as number; at < (from[node + 1] as number); at++) {
        let other = placeOf[sources[at] as number] as number;
        if (other === NONE || dominator[other] === NONE) continue;
        if (best === NONE) {
          best = other;
          continue;
        }
        while (best !== other) {
          while (best < other) best = dominator[best] as number;
          while (other < best) other = dominator[other] as number;
        }
      }
      if (best !== NONE && dominator[place] !== best) {
        dominator[place] = best;
        changed = true;
      }
    }
  }
  return dominator;
}

export interface Held {
  count: number;
  /** Bytes that would be free without the objects of this constructor. */
  retained: number;
}

/** By constructor. What is held by another of the same constructor is counted there. */
export function retainedSizes(snapshot: Snapshot): Map<string, Held> {
  const { order, placeOf } = postOrder(snapshot);
  const dominator = dominators(snapshot, order, placeOf);
  const root = order.length - 1;
  const retained = new Float64Array(order.length);
  for (let place = 0; place <= root; place++) {
    retained[place] =
      (retained[place] as number) + (snapshot.size[order[place] as number] as number);
    const above = dominator[place] as number;
    if (place !== root) retained[above] = (retained[above] as number) + (retained[place] as number);
  }
  const all = new Map<string, Held>();
  const kind = (place: number): number => snapshot.constructorOf[order[place] as number] as number;
  for (let place = 0; place < root; place++) {
    const own = kind(place);
    const name = snapshot.constructors[own] ?? '';
    const held = all.get(name) ?? { count: 0, retained: 0 };
    all.set(name, held);
    held.count++;
    let above = dominator[place] as number;
    // A list of a million links would be walked a million times: some steps up tell enough.
    for (let steps = 0; steps < 50 && above !== root && kind(above) !== own; steps++) {
      above = dominator[above] as number;
    }
    if (above === root || kind(above) !== own) held.retained += retained[place] as number;
  }
  return all;
}
