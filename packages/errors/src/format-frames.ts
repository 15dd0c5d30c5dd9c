import type { Frame } from './types.js';

/** The frames as text, one a line, the way V8 writes them. */
export function formatFrames(frames: readonly Frame[]): string {
  return frames.map(formatFrame).join('\n');
}

function formatFrame(frame: Frame): string {
  const line = frame.line === undefined ? '' : `:${frame.line}`;
  const column = frame.line === undefined || frame.column === undefined ? '' : `:${frame.column}`;
  const place = `${frame.file}${line}${column}`;
  return frame.function === undefined ? `    at ${place}` : `    at ${frame.function} (${place})`;
}
