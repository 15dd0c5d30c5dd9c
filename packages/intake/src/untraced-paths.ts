/** Known to `@sonde/tracing`: a server's paths that make no spans. */
const UNTRACED: symbol = Symbol.for('sonde.untraced');

/** An intake on every path of a server must not let strangers fill the table. */
const MOST = 16;

/** From now on requests for this path of the server make no spans; a beacon is nobody's work. */
export function leaveUntraced(server: object | undefined, path: string | undefined): void {
  if (!server || path === undefined) return;
  const marked = server as Record<symbol, unknown>;
  const paths = (marked[UNTRACED] ??= new Set<string>());
  if (paths instanceof Set && paths.size < MOST) paths.add(path);
}
