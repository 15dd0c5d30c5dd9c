import { ANY, DEEP, type PathSegment } from './parse-path.js';

const MAX_STATES = 1000;

interface PathNode {
  readonly id: number;
  readonly named: Map<string, PathNode>;
  any?: PathNode;
  deep?: PathNode;
  isDeep: boolean;
  isEnd: boolean;
}

/** Where all paths stand at one place of an object; `undefined` where none can match any more. */
export type PathState = readonly PathNode[] | undefined;

/** All paths as one tree that is walked beside the object: no code is generated. */
export interface PathMatcher {
  readonly start: PathState;
  step(state: PathState, key: string): PathState;
  /** Whether a path ends here. */
  ends(state: PathState): boolean;
}

export function createPathMatcher(paths: readonly (readonly PathSegment[])[]): PathMatcher {
  /** Equal states are the same object, so that a visit can be remembered by its state. */
  const states = new Map<string, PathNode[]>();
  let ids = 0;
  const node = (): PathNode => ({ id: ids++, named: new Map(), isDeep: false, isEnd: false });
  const closure = (nodes: readonly PathNode[]): PathNode[] => {
    const all = new Set(nodes);
    for (const at of all) if (at.deep) all.add(at.deep);
    const list = [...all];
    const name = list.map((at) => at.id).join(',');
    const known = states.get(name);
    if (known) return known;
    if (states.size < MAX_STATES) states.set(name, list);
    return list;
  };
  const root = node();
  for (const path of paths) add(root, path, node);
  return {
    start: paths.length === 0 ? undefined : closure([root]),
    step(state, key) {
      if (state === undefined) return undefined;
      const next: PathNode[] = [];
      for (const at of state) {
        if (at.isDeep) next.push(at);
        const named = at.named.get(key);
        if (named) next.push(named);
        if (at.any) next.push(at.any);
      }
      return next.length === 0 ? undefined : closure(next);
    },
    ends: (state) => state !== undefined && state.some((at) => at.isEnd),
  };
}

function add(root: PathNode, path: readonly PathSegment[], node: () => PathNode): void {
  let at = root;
  for (const segment of path) {
    if (segment === ANY) at = at.any ??= node();
    else if (segment === DEEP) {
      at = at.deep ??= node();
      at.isDeep = true;
    } else {
      let next = at.named.get(segment);
      if (!next) at.named.set(segment, (next = node()));
      at = next;
    }
  }
  at.isEnd = true;
}
