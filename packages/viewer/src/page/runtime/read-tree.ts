/** A function in the place that it was called from. */
export interface Flame {
  name: string;
  /** `file:line`; empty for V8's own parts. */
  at: string;
  /** Milliseconds, what it called included. */
  ms: number;
  children: Flame[];
}

const MAX_DEPTH = 120;

/** Reads `sonde.profile.tree`: lines of depth, milliseconds, function and place, a parent before its children. */
export function readTree(value: unknown): Flame | undefined {
  const texts = Array.isArray(value) ? value : [value];
  const lines = texts
    .filter((one): one is string => typeof one === 'string')
    .flatMap((one) => one.split('\n'));
  let root: Flame | undefined;
  const open: Flame[] = [];
  for (const line of lines) {
    const [depthText = '', msText = '', name = '', at = ''] = line.split('\t');
    const [depth, ms] = [Number(depthText), Number(msText)];
    if (!Number.isInteger(depth) || depth < 0 || depth > MAX_DEPTH || !(ms >= 0)) continue;
    const flame: Flame = { name, at, ms, children: [] };
    if (depth === 0) root ??= flame;
    else open[depth - 1]?.children.push(flame);
    open.length = depth;
    open[depth] = flame;
  }
  return root;
}
