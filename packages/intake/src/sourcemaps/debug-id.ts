import { createHash } from 'node:crypto';

/** A UUID made of what a script holds: the same build has the same ids. */
export function debugIdOf(script: string): string {
  const hex = createHash('sha256').update(script).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The script with its debug id: as the comment of the source map proposal, and for the beacon, which
 * finds the script of a frame by the stack that stands beside the id. Goes to the end, so that the
 * map's lines stay true.
 */
export function withDebugId(script: string, id: string): string {
  const bare = script.replace(/\n?\/\/# (?:sourceMappingURL|debugId)=[^\n]*\s*$/g, '');
  return `${bare}\n;{try{(globalThis.sondeDebugIds||=[]).push([Error().stack,"${id}"])}catch{}}\n//# debugId=${id}\n`;
}

/** The map with its debug id, under both names that tools know. */
export function mapWithDebugId(map: string, id: string): string {
  const parsed = JSON.parse(map) as object;
  return JSON.stringify({ ...parsed, debugId: id, debug_id: id });
}
