import { readFileSync, statSync } from 'node:fs';

/** A longer text V8 can't hold. */
const MAX_BYTES = 500 * 1024 * 1024;

/** What is read of a heap snapshot. No value of a string is among it. */
export interface Snapshot {
  /** By node: which of `constructors`, and its own bytes. */
  constructorOf: Uint32Array;
  size: Float64Array;
  constructors: string[];
  /** Edges of node n: `targets[first[n]]` up to `targets[first[n + 1]]`; those of weak references are left out. */
  first: Uint32Array;
  targets: Uint32Array;
}

interface Raw {
  snapshot: {
    meta: {
      node_fields: string[];
      node_types: [string[], ...unknown[]];
      edge_fields: string[];
      edge_types: [string[], ...unknown[]];
    };
    node_count: number;
    edge_count: number;
  };
  nodes: number[];
  edges: number[];
  strings: string[];
}

/** Of these the name is a name; of all others it may be a value. */
const NAMED = new Set(['object', 'closure', 'native']);

function nameOf(type: string, name: string): string {
  if (!NAMED.has(type)) return `(${type})`;
  if (type === 'closure') return `(closure) ${name.slice(0, 80) || '(anonymous)'}`;
  return name.slice(0, 80) || `(${type})`;
}

/** @throws if it is too large, or none. */
export function readSnapshot(path: string): Snapshot {
  const { size: bytes } = statSync(path);
  if (bytes > MAX_BYTES) {
    throw new Error(`${path} has ${Math.round(bytes / 1e6)} MB: open it in Chromium's DevTools.`);
  }
  const { snapshot, nodes, edges, strings } = JSON.parse(readFileSync(path, 'utf8')) as Raw;
  const { node_fields: fields, node_types: types, edge_fields: edgeFields } = snapshot.meta;
  const [typeNames] = types;
  const [edgeTypeNames] = snapshot.meta.edge_types;
  const place = (name: string): number => fields.indexOf(name);
  const [typeAt, nameAt, sizeAt, edgesAt] = ['type', 'name', 'self_size', 'edge_count'].map(
    place,
  ) as [number, number, number, number];
  const width = fields.length;
  const edgeWidth = edgeFields.length;
  const edgeTypeAt = edgeFields.indexOf('type');
  const toAt = edgeFields.indexOf('to_node');
  const count = nodes.length / width;
  const numbers = new Map<string, number>();
  const constructors: string[] = [];
  const constructorOf = new Uint32Array(count);
  const size = new Float64Array(count);
  const first = new Uint32Array(count + 1);
  const targets = new Uint32Array(edges.length / edgeWidth);
  const weak = edgeTypeNames.indexOf('weak');
  let edge = 0;
  let kept = 0;
  for (let node = 0; node < count; node++) {
    const at = node * width;
    const name = nameOf(
      typeNames[nodes[at + typeAt] as number] ?? '',
      strings[nodes[at + nameAt] as number] ?? '',
    );
    let number = numbers.get(name);
    if (number === undefined) {
      number = constructors.push(name) - 1;
      numbers.set(name, number);
    }
    constructorOf[node] = number;
    size[node] = nodes[at + sizeAt] as number;
    first[node] = kept;
    for (let left = nodes[at + edgesAt] as number; left > 0; left--, edge += edgeWidth) {
      if (edges[edge + edgeTypeAt] === weak) continue;
      targets[kept++] = (edges[edge + toAt] as number) / width;
    }
  }
  first[count] = kept;
  return { constructorOf, size, constructors, first, targets };
}
