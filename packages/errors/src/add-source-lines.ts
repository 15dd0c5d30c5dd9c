import type { Frame } from './types.js';

const AROUND = 3;
const MAX_FRAMES = 10;
const MAX_LINE = 300;
const MAX_FILE = 2_000_000;

/**
 * Adds up to three source lines before and after to the application's own frames (at most 10),
 * where they have none yet.
 *
 * @param readFile gives a file's text, or `undefined`; the only way in which files are read. What it
 *   throws is taken as `undefined`.
 */
export function addSourceLines(
  frames: readonly Frame[],
  readFile: (file: string) => string | undefined,
): Frame[] {
  const texts = new Map<string, string | undefined>();
  let left = MAX_FRAMES;
  return frames.map((frame) => {
    if (!frame.inApp || frame.line === undefined || frame.source || left === 0) return frame;
    left--;
    if (!texts.has(frame.file)) texts.set(frame.file, readSafely(frame.file, readFile));
    const text = texts.get(frame.file);
    const source = text === undefined ? undefined : linesAround(text, frame.line);
    return source === undefined ? frame : { ...frame, source };
  });
}

/** The lines around a one-based line; long ones are cut. `undefined` if the text is shorter. */
export function linesAround(text: string, line: number): Frame['source'] {
  if (text.length > MAX_FILE) return undefined;
  const firstLine = Math.max(1, line - AROUND);
  let position = 0;
  for (let n = 1; n < firstLine; n++) {
    position = text.indexOf('\n', position) + 1;
    if (position === 0) return undefined;
  }
  const lines: string[] = [];
  while (lines.length < line + AROUND - firstLine + 1 && position <= text.length) {
    const newline = text.indexOf('\n', position);
    const end = newline === -1 ? text.length : newline;
    lines.push(text.slice(position, Math.min(end, position + MAX_LINE)).replace(/\r$/, ''));
    position = end + 1;
  }
  return firstLine + lines.length > line ? { firstLine, lines } : undefined;
}

function readSafely(
  file: string,
  readFile: (file: string) => string | undefined,
): string | undefined {
  try {
    const text = readFile(file);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
