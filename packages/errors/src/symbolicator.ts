import {
  isIgnored,
  originalPositionFor,
  sourceContentFor,
  type TraceMap,
  traceSegment,
} from '@jridgewell/trace-mapping';
import { linesAround } from './add-source-lines.js';
import { enclosingFunction, MAX_SOURCE } from './enclosing-function.js';
import { isInApp } from './is-in-app.js';
import { parseSourceMap } from './parse-source-map.js';
import { withMapFile } from './source-map-file.js';
import type { Frame } from './types.js';

/** What is known of where the frames come from. */
export interface SymbolicateHint {
  /** A folder of this name in the store is looked into first. */
  release?: string;
  /** The debug id of each file, by the file as it stands in the frames. */
  debugIds?: Record<string, string>;
}

export interface SymbolicatorOptions {
  folder: string;
  maxBytes: number;
}

interface CachedMap {
  version: string;
  bytes: number;
  /** `undefined`: refused. */
  map: TraceMap | undefined;
}

const MAX_FRAMES = 100;
const MAX_MAPS = 32;
const MAX_TOKEN = 100;
const TOKEN = /^(?:[\w$]+|'[^'\n]*'|"[^"\n]*"|`[^`\n]*`)/;
const BUNDLER_SCHEME =
  /^(?:webpack|webpack-internal|vite|turbopack|rollup|parcel|rsbuild|rspack|ng):\/\/[^/]*\//;

/** Applies the maps of one folder, in this thread. The most recently used maps are kept parsed. */
export function createSymbolicator({
  folder,
  maxBytes,
}: SymbolicatorOptions): (frames: readonly Frame[], hint: SymbolicateHint) => Frame[] {
  const cache = new Map<string, CachedMap>();

  const load = (below: string | undefined, name: string): TraceMap | undefined => {
    const key = `${below ?? ''}/${name}`;
    const loaded = withMapFile(folder, below, name, maxBytes, (file) => {
      const known = cache.get(key);
      if (known?.version === file.version) return known;
      return { version: file.version, bytes: file.bytes, map: parseSourceMap(file.read()) };
    });
    cache.delete(key);
    if (!loaded) return undefined;
    cache.set(key, loaded);
    trim(cache, maxBytes * 4);
    return loaded.map;
  };

  const find = (file: string, hint: SymbolicateHint): TraceMap | undefined => {
    const debugId =
      hint.debugIds && Object.hasOwn(hint.debugIds, file) ? hint.debugIds[file] : undefined;
    const base = baseName(file);
    const names = [
      ...(typeof debugId === 'string' ? [`${debugId}.map`] : []),
      ...(base === '' ? [] : [`${base}.map`]),
    ];
    for (const name of names) {
      const map =
        (typeof hint.release === 'string' ? load(hint.release, name) : undefined) ??
        load(undefined, name);
      if (map) return map;
    }
    return undefined;
  };

  return (frames, hint) => {
    const maps = new Map<string, TraceMap | undefined>();
    const mapFor = (file: string): TraceMap | undefined => {
      if (!maps.has(file)) maps.set(file, find(file, hint));
      return maps.get(file);
    };
    return frames.map((frame, i) => {
      if (i >= MAX_FRAMES || frame.line === undefined || !mayHaveMap(frame.file)) return frame;
      const map = mapFor(frame.file);
      return map ? original(map, frame, calledAs(frames[i + 1], mapFor)) : frame;
    });
  };
}

function original(map: TraceMap, frame: Frame, called: string | undefined): Frame {
  const position = safely(() =>
    originalPositionFor(map, {
      line: frame.line ?? 1,
      column: Math.max(0, (frame.column ?? 1) - 1),
    }),
  );
  if (!position) return frame;
  // A bundler's own code: it has a map, and that tells of no source.
  if (position.source === null) return { ...frame, inApp: false };
  const file = cleanSource(position.source);
  const result: Frame = {
    file,
    line: position.line,
    column: position.column + 1,
    inApp: isInApp(file) && !isIgnored(map, position.source),
  };
  const content = sourceContentFor(map, position.source);
  const source = content === null ? undefined : linesAround(content, position.line);
  const text = source?.lines[position.line - source.firstLine]?.slice(position.column) ?? '';
  const column = position.column === 0 ? 1 : position.column + 1 + passed(map, frame, text);
  const name = functionName(frame, content, position.line, column, called);
  if (name !== undefined) result.function = name;
  if (source) result.source = source;
  return result;
}

/**
 * How far the place is behind what the map leads to. Where a minifier has put a value in place of its
 * name, what follows has no entry of its own, and the nearest one may end a function within.
 */
function passed(map: TraceMap, { line = 1, column = 1 }: Frame, text: string): number {
  const segment = safely(() => traceSegment(map, line - 1, column - 1));
  const [token] = TOKEN.exec(text.slice(0, MAX_TOKEN)) ?? [''];
  if (!segment || token === '') return 0;
  return column - 1 - segment[0] >= token.length ? token.length + 1 : 0;
}

function functionName(
  frame: Frame,
  content: string | null,
  line: number,
  column: number,
  called: string | undefined,
): string | undefined {
  const given = frame.function;
  const prefix = given !== undefined && given.startsWith('async ') ? 'async ' : '';
  // A map without columns leads to the beginning of a line, which may stand in the function around.
  const isWholeLine = column === 1 && (given?.split('.').at(-1) ?? '').length > 2;
  if (content !== null && content.length <= MAX_SOURCE && !isWholeLine) {
    // The source says it for sure; the minified file's own name would be of its inlined parts.
    const name = enclosingFunction(content, line, column);
    return name === undefined || name === '' ? undefined : prefix + name;
  }
  if (given === undefined) return undefined;
  const own = given.split('.').at(-1) ?? given;
  if (own.length > 2) return given;
  return called;
}

/** What the caller called: the name of the token at its position. Only right without one between. */
function calledAs(
  caller: Frame | undefined,
  mapFor: (file: string) => TraceMap | undefined,
): string | undefined {
  if (caller?.line === undefined || !mayHaveMap(caller.file)) return undefined;
  const map = mapFor(caller.file);
  if (!map) return undefined;
  const { line, column } = caller;
  const position = safely(() =>
    originalPositionFor(map, { line, column: Math.max(0, (column ?? 1) - 1) }),
  );
  const name = position?.name ?? undefined;
  return name === 'call' || name === 'apply' ? undefined : name;
}

function mayHaveMap(file: string): boolean {
  return !/^(?:node:|data:|blob:|<|\[|native$)/.test(file);
}

function baseName(file: string): string {
  const path = file.replace(/[?#].*$/, '').replaceAll('\\', '/');
  return path.slice(path.lastIndexOf('/') + 1);
}

function cleanSource(source: string): string {
  return source
    .replace(BUNDLER_SCHEME, '')
    .replace(/^file:\/\//, '')
    .replace(/\?[^/]*$/, '')
    .replace(/^(?:\.{1,2}\/)+/, '')
    .slice(0, 1024);
}

/** The oldest go first, until number and bytes fit. */
function trim(cache: Map<string, CachedMap>, maxTotal: number): void {
  let total = 0;
  for (const { bytes } of cache.values()) total += bytes;
  for (const [key, { bytes }] of cache) {
    if (cache.size <= MAX_MAPS && total <= maxTotal) return;
    cache.delete(key);
    total -= bytes;
  }
}

function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
