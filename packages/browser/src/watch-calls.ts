/**
 * Puts a proxy before a function of the browser: its name, length and text stay what they were.
 *
 * @param trap its calls or constructions; goes out of the way when it stops
 * @returns how to stop, also where somebody else has wrapped it since
 */
export function watchCalls<Key extends string>(
  owner: Record<Key, (...given: never[]) => unknown>,
  name: Key,
  trap: ProxyHandler<(...given: unknown[]) => unknown>,
): () => void {
  const original = owner[name];
  const watched = new Proxy(original, trap);
  owner[name] = watched;
  return () => {
    delete trap.apply;
    delete trap.construct;
    if (owner[name] === watched) owner[name] = original;
  };
}
