import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { debugIdOf, withDebugId } from './debug-id.js';
import { keepMap } from './keep-map.js';

const SCRIPT = /\.[cm]?js$/;
const COMMENT = /\n?\/\/# sourceMappingURL=(\S+)\s*$/;
const DEBUG_ID = /\/\/# debugId=([\da-f-]{36})\s*$/;

export interface ProcessedScript {
  /** Below the folder. */
  file: string;
  /** Its map is in the private folder now. */
  debugId: string;
}

/**
 * Gives each script of a built folder that has a map beside it a debug id, moves its map into the
 * private folder and takes out the comment that names the map. What has its id already stays as it is.
 */
export function processFolder(built: string, folder: string): ProcessedScript[] {
  const done: ProcessedScript[] = [];
  for (const path of scriptsIn(built)) {
    const script = readFileSync(path, 'utf8');
    const map = `${path}.map`;
    if (!existsSync(map)) continue;
    const debugId = DEBUG_ID.exec(script)?.[1] ?? debugIdOf(script);
    keepMap(folder, path, readFileSync(map, 'utf8'), debugId);
    if (!DEBUG_ID.test(script)) writeFileSync(path, withDebugId(script, debugId));
    rmSync(map);
    done.push({ file: relative(built, path), debugId });
  }
  return done;
}

export interface CheckedScript {
  file: string;
  /** What is wrong; nothing if a map for it is in the private folder and none is published. */
  fault?: 'map_published' | 'map_missing' | 'map_unreadable';
}

/** Looks at each script of a built folder as the intake would, before it is published. */
export function checkFolder(built: string, folder: string): CheckedScript[] {
  return scriptsIn(built).map((path) => {
    const file = relative(built, path);
    const script = readFileSync(path, 'utf8');
    if (existsSync(`${path}.map`) || COMMENT.test(script)) return { file, fault: 'map_published' };
    const id = DEBUG_ID.exec(script)?.[1];
    const kept = [...(id ? [`${id}.map`] : []), `${basename(path)}.map`]
      .map((name) => join(folder, name))
      .find((candidate) => existsSync(candidate));
    if (!kept) return { file, fault: 'map_missing' };
    return isMap(kept) ? { file } : { file, fault: 'map_unreadable' };
  });
}

function isMap(path: string): boolean {
  try {
    const { version, mappings } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    return version === 3 && typeof mappings === 'string' && mappings !== '';
  } catch {
    return false;
  }
}

function scriptsIn(built: string): string[] {
  return readdirSync(built, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SCRIPT.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
}
