/** Puts who calls before who is called; a circle is cut where it is met first. */
export function layerServices(edges: { from: string; to: string }[]): string[][] {
  const depth = new Map<string, number>();
  const calls = new Map<string, string[]>();
  const called = new Set<string>();
  for (const { from, to } of edges) {
    calls.set(from, [...(calls.get(from) ?? []), to]);
    if (from !== to) called.add(to);
  }
  const visit = (name: string, level: number, above: ReadonlySet<string>): void => {
    if (above.has(name) || (depth.get(name) ?? -1) >= level) return;
    depth.set(name, level);
    const path = new Set(above).add(name);
    for (const next of calls.get(name) ?? []) visit(next, level + 1, path);
  };
  const names = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  for (const name of names) if (!called.has(name)) visit(name, 0, new Set());
  for (const name of names) if (!depth.has(name)) visit(name, 0, new Set());
  const layers: string[][] = [];
  for (const name of names) (layers[depth.get(name) ?? 0] ??= []).push(name);
  return layers.filter(Boolean);
}
