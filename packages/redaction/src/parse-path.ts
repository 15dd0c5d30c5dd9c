/** Any one key. */
export const ANY: unique symbol = Symbol('*');
/** Any number of keys, none included. */
export const DEEP: unique symbol = Symbol('**');

export type PathSegment = string | typeof ANY | typeof DEEP;

const SEGMENT =
  /\.?(?:\[(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|(\*{1,2}|\d+))\]|(\*{1,2}|[^.[\]"'`*\s]+))/y;
const MAX_PATH = 512;

/** `a.b`, `a["b-c"]`, `a[0]`, `a[*].b`, `*.b`, `**.b`. `undefined` if it is no path. */
export function parsePath(path: string): PathSegment[] | undefined {
  if (path === '' || path.length > MAX_PATH || path.startsWith('.')) return undefined;
  const segments: PathSegment[] = [];
  SEGMENT.lastIndex = 0;
  while (SEGMENT.lastIndex < path.length) {
    const match = SEGMENT.exec(path);
    if (!match) return undefined;
    const bare = match[4] ?? match[5];
    if (bare === '*') segments.push(ANY);
    else if (bare === '**') segments.push(DEEP);
    else segments.push(bare ?? match[1] ?? match[2] ?? match[3] ?? '');
  }
  // `a.**` means all below a.
  if (segments.at(-1) === DEEP) segments.push(ANY);
  return segments;
}
