import { isInApp } from './is-in-app.js';
import type { Frame } from './types.js';

const WASM = /:?wasm-function\[(\d{1,10})\](?::0x([0-9a-f]{1,12}))?$/;
const MAX_FILE = 1024;
const MAX_DATA_URL = 64;
const MAX_FUNCTION = 256;

/**
 * `file:line:column` as a frame. `undefined` if there is no position and none may be missing.
 *
 * @param name the function's name as the engine gave it
 * @param location as the engine gave it
 */
export function toFrame(name: string | undefined, location: string): Frame {
  if (location.includes('wasm-function[')) {
    const wasm = WASM.exec(location);
    if (wasm) return wasmFrame(name, location.slice(0, wasm.index), wasm);
  }
  const { file, line, column } = splitPosition(location);
  const { path, inApp } = fileOf(file);
  const frame: Frame = { file: path, inApp };
  const fn = cleanFunction(name);
  if (fn !== undefined) frame.function = fn;
  if (line !== undefined) frame.line = line;
  if (column !== undefined) frame.column = column;
  return frame;
}

function wasmFrame(name: string | undefined, module: string, match: RegExpExecArray): Frame {
  const file = cleanFile(module === '' ? 'wasm' : module);
  const fn = cleanFunction(name) ?? `wasm-function[${match[1]}]`;
  const frame: Frame = { function: fn, file, inApp: isInApp(file) };
  if (match[2] !== undefined) {
    // As debuggers do: the whole module is line 1, the byte offset is the column.
    frame.line = 1;
    frame.column = Number.parseInt(match[2], 16) + 1;
  }
  return frame;
}

interface KnownFile {
  path: string;
  inApp: boolean;
}

/** A stack names few files, the next one the same: what was made of them lately. */
const known = new Map<string, KnownFile>();
const MAX_KNOWN = 256;
const MAX_KNOWN_LENGTH = 300;

function fileOf(file: string): KnownFile {
  const last = known.get(file);
  if (last) return last;
  const path = cleanFile(file);
  const made = { path, inApp: isInApp(path) };
  if (file.length <= MAX_KNOWN_LENGTH) {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(file, made);
  }
  return made;
}

/** Reads `:line` and `:column` from the end, so that colons in the file stay. */
function splitPosition(location: string): { file: string; line?: number; column?: number } {
  const last = trailingNumber(location);
  if (last === undefined) return { file: location };
  const rest = location.slice(0, last.at);
  const before = trailingNumber(rest);
  if (before === undefined) return { file: rest, line: last.value };
  return { file: rest.slice(0, before.at), line: before.value, column: last.value };
}

function trailingNumber(text: string): { at: number; value: number } | undefined {
  let i = text.length;
  while (i > 0 && text.length - i < 10 && isDigit(text.charCodeAt(i - 1))) i--;
  if (i === text.length || i < 2 || text[i - 1] !== ':') return undefined;
  return { at: i - 1, value: Number(text.slice(i)) };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function cleanFile(file: string): string {
  if (file.startsWith('data:')) return cut(file, MAX_DATA_URL);
  if (file.startsWith('file://')) return cut(fromFileUrl(file), MAX_FILE);
  return cut(file, MAX_FILE);
}

function fromFileUrl(url: string): string {
  let path = url.slice('file://'.length);
  if (/^\/[A-Za-z]:[\\/]/.test(path)) path = path.slice(1);
  else if (!path.startsWith('/')) path = `//${path}`;
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

function cleanFunction(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const trimmed = name.trim();
  if (trimmed === '' || trimmed === '<anonymous>' || trimmed === 'anonymous') return undefined;
  return cut(trimmed, MAX_FUNCTION);
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}…` : text;
}
