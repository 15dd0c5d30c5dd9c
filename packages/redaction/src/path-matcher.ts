import { ANY, DEEP, type PathSegment } from './parse-path.js';

interface PathNode {
  readonly id: number;
  readonly named: Map<string, PathNode>;
  any?: PathNode;
  deep?: PathNode;
  isDeep: boolean;
  isEnd: boolean;
}

/** Where all paths stand at one place of an object; `undefined` where none can match any more. */
export type PathState = PathPlace | undefined;

interface PathPlace {
  readonly nodes: readonly PathNode[];
  readonly isEnd: boolean;
  /** By the keys that a path names here. */
  readonly named: ReadonlyMap<string, { state?: PathState }>;
  /** By all other keys. */
  readonly others: { state?: PathState };
}

/** All paths as one tree that is walked beside the object: no code is generated. */
export interface PathMatcher {
  readonly start: PathState;
  step(state: PathState, key: string): PathState;
  /** Whether a path ends here. */
  ends(state: PathState): boolean;
}

/** Many `**` and `*` could make more places than anyone needs: past it none is remembered. */
const MAX_PLACES = 1000;

/** Each step is worked out once. */
export function createPathMatcher(paths: readonly (readonly PathSegment[])[]): PathMatcher {
  /** Equal places are the same object, so that a visit can be remembered by its state. */
  const places = new Map<string, PathPlace>();
  let ids = 0;
  const node = (): PathNode => ({ id: ids++, named: new Map(), isDeep: false, isEnd: false });
  const root = node();
  for (const path of paths) add(root, path, node);

  const placeOf = (nodes: readonly PathNode[]): PathPlace => {
    const all = new Set(nodes);
    for (const at of all) if (at.deep) all.add(at.deep);
    const list = [...all].toSorted((a, b) => a.id - b.id);
    const name = list.map((at) => at.id).join(',');
    let place = places.get(name);
    if (!place) {
      const names = list.flatMap((at) => [...at.named.keys()]);
      place = {
        nodes: list,
        isEnd: list.some((at) => at.isEnd),
        named: new Map(names.map((key) => [key, {}])),
        others: {},
      };
      if (places.size < MAX_PLACES) places.set(name, place);
    }
    return place;
  };

  const after = (place: PathPlace, key: string | undefined): PathState => {
    const next: PathNode[] = [];
    for (const at of place.nodes) {
      if (at.isDeep) next.push(at);
      const named = key === undefined ? undefined : at.named.get(key);
      if (named) next.push(named);
      if (at.any) next.push(at.any);
    }
    return next.length === 0 ? undefined : placeOf(next);
  };

  return {
    start: paths.length === 0 ? undefined : placeOf([root]),
    step(place, key) {
      if (place === undefined) return undefined;
      const named = place.named.get(key);
      const known = named ?? place.others;
      if ('state' in known) return known.state;
      const state = after(place, named ? key : undefined);
      if (places.size < MAX_PLACES) known.state = state;
      return state;
    },
    ends: (place) => place !== undefined && place.isEnd,
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
