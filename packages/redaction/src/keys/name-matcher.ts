import { normaliseKey } from './normalise-key.js';

/** Matches the names that someone gave, in any spelling; `*` stands for any letters. */
export function createNameMatcher(names: readonly string[]): (key: string) => boolean {
  const exact = new Set<string>();
  const patterns: string[][] = [];
  for (const name of names) {
    const parts = name.split('*').map(normaliseKey);
    if (parts.every((part) => part === '')) continue;
    if (parts.length === 1) exact.add(parts[0] ?? '');
    else patterns.push(parts);
  }
  if (exact.size === 0 && patterns.length === 0) return () => false;
  return (key) => {
    const name = normaliseKey(key);
    if (exact.has(name) || patterns.some((parts) => matchesParts(name, parts))) return true;
    const last = normaliseKey(/[^.[\]]+(?=\]?$)/.exec(key)?.[0] ?? '');
    return exact.has(last);
  };
}

/** `parts` in this order, the first at the start and the last at the end. */
function matchesParts(name: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
