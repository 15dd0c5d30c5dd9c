import { FlattenMap, type SourceMapInput, TraceMap } from '@jridgewell/trace-mapping';

const MAX_SOURCES = 100_000;
const MAX_SECTIONS = 10_000;
const MAPPINGS = /^[A-Za-z0-9+/,;]*$/;

/** A parsed map, plain or indexed; `undefined` for what is no version 3 map. Never throws. */
export function parseSourceMap(text: string): TraceMap | undefined {
  try {
    // A prefix against inclusion as a script, allowed by the specification.
    const json: unknown = JSON.parse(text.replace(/^\)\]\}'?[^\n]*\n/, ''));
    if (typeof json !== 'object' || json === null) return undefined;
    const map = json as Record<string, unknown>;
    if (map['version'] !== 3 && map['version'] !== '3') return undefined;
    const { sections } = map;
    if (sections !== undefined) {
      if (!Array.isArray(sections) || sections.length > MAX_SECTIONS) return undefined;
      if (!sections.every(isFlatSection)) return undefined;
      return new FlattenMap(map as unknown as SourceMapInput);
    }
    return isPlainMap(map) ? new TraceMap(map as unknown as SourceMapInput) : undefined;
  } catch {
    return undefined;
  }
}

/** A section of a section has no use but to exhaust the stack. */
function isFlatSection(section: unknown): boolean {
  if (typeof section !== 'object' || section === null) return false;
  const { map } = section as { map?: unknown };
  return typeof map === 'object' && map !== null && isPlainMap(map as Record<string, unknown>);
}

function isPlainMap(map: Record<string, unknown>): boolean {
  const { sources, names, sourcesContent } = map;
  return (
    typeof map['mappings'] === 'string' &&
    MAPPINGS.test(map['mappings']) &&
    map['sections'] === undefined &&
    Array.isArray(sources) &&
    sources.length <= MAX_SOURCES &&
    sources.every((source) => source === null || typeof source === 'string') &&
    (names === undefined ||
      (Array.isArray(names) && names.every((name) => typeof name === 'string'))) &&
    (sourcesContent === undefined || sourcesContent === null || Array.isArray(sourcesContent))
  );
}
