import { parseAtLine } from './parse-at-line.js';
import { parseGeckoLine } from './parse-gecko-line.js';
import type { Frame } from './types.js';

/** Of a stack that is deeper, the outermost part in the middle is left out. */
const KEEP_FIRST = 30;
const KEEP_LAST = 20;
/** How many lines may be no frame (a long message) before the search from the top ends. */
const MAX_LINES = 600;
const MAX_LINE_LENGTH = 1024;
/** Characters looked at from the top, and again from the end. */
const MAX_TEXT = 32_768;

/**
 * The frames of a stack as any engine prints it: V8, SpiderMonkey, JavaScriptCore, Hermes.
 * Keeps the first 30 and the last 20 frames; only as much of the text is looked at as that needs.
 * Lines that are no frame (the message) are passed over. Never throws.
 */
export function parseStack(stack: string): Frame[] {
  const first: Frame[] = [];
  let position = 0;
  let read = 0;
  for (let n = 0; n < MAX_LINES && first.length < KEEP_FIRST && position < stack.length; n++) {
    if (read >= MAX_TEXT) break;
    const newline = stack.indexOf('\n', position);
    const end = newline === -1 ? stack.length : newline;
    const frame = parseLine(stack, position, end);
    if (frame) first.push(frame);
    read += Math.min(end - position, MAX_LINE_LENGTH);
    position = end + 1;
  }
  const last: Frame[] = [];
  let end = stack.length;
  read = 0;
  for (let n = 0; n < MAX_LINES && last.length < KEEP_LAST && end > position; n++) {
    if (read >= MAX_TEXT) break;
    const start = Math.max(stack.lastIndexOf('\n', end - 1) + 1, position);
    const frame = parseLine(stack, start, end);
    if (frame) last.push(frame);
    read += Math.min(end - start, MAX_LINE_LENGTH);
    end = start - 1;
  }
  return first.concat(last.toReversed());
}

function parseLine(stack: string, start: number, end: number): Frame | undefined {
  if (end - start < 3) return undefined;
  const line = sliceLine(stack, start, end).trim();
  return line.startsWith('at ') ? parseAtLine(line) : parseGeckoLine(line);
}

/** A long line keeps its beginning and its end, where the function and the position are. */
function sliceLine(stack: string, start: number, end: number): string {
  if (end - start <= MAX_LINE_LENGTH) return stack.slice(start, end);
  const half = MAX_LINE_LENGTH / 2;
  return `${stack.slice(start, start + half)}…${stack.slice(end - half, end)}`;
}
