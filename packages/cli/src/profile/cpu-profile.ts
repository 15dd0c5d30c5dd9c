/** V8's CPU profile, as the inspector gives it. Times in microseconds. */
export interface CpuProfile {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number };
    children?: number[];
  }[];
  startTime: number;
  endTime: number;
  samples?: number[];
  timeDeltas?: number[];
}

/** How long each sample held: until the next one, the last until the end. */
export function sampleTimes({ samples = [], timeDeltas = [], startTime, endTime }: CpuProfile): {
  id: number;
  micros: number;
}[] {
  let at = startTime;
  return samples.map((id, index) => {
    at += timeDeltas[index] ?? 0;
    const next = index + 1 < samples.length ? (timeDeltas[index + 1] ?? 0) : endTime - at;
    return { id, micros: Math.max(0, next) };
  });
}

/** The way to each node, outermost first. */
export function pathsOf({ nodes }: CpuProfile): Map<number, number[]> {
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((one) => [one, id])),
  );
  const paths = new Map<number, number[]>();
  const pathOf = (id: number): number[] => {
    const known = paths.get(id);
    if (known) return known;
    const parent = parents.get(id);
    const path = parent === undefined ? [id] : [...pathOf(parent), id];
    paths.set(id, path);
    return path;
  };
  for (const { id } of nodes) pathOf(id);
  return paths;
}
