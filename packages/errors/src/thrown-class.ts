import type { Frame } from './types.js';

/** So far may a minifier have shortened the name of a class. */
const LONGEST_SHORT = 3;
const MAX_CONSTRUCTORS = 4;
const NEW = /(?:throw\s+)?\bnew\s+(?:[\w$]+\.)*([A-Za-z_$][\w$]*)/g;
/** Where a class begins stands its constructor if it has none of its own. */
const IN_CONSTRUCTOR = /^(?:super\(|(?:export\s+(?:default\s+)?)?class\s)/;

/**
 * The class of an error that has no name of its own: in minified code its constructor is called `e`, but
 * where a source map led to the source, that says what was made there. `Error` where nothing tells it.
 */
export function thrownClass(type: string, top: Frame | undefined): string {
  if (type.length > LONGEST_SHORT) return type;
  const { line, column } = placeIn(top);
  for (const { 0: text, 1: name, index } of line.matchAll(NEW)) {
    // JavaScriptCore tells the place behind the name.
    if (name !== undefined && index <= column && column <= index + text.length + 1) return name;
  }
  if (IN_CONSTRUCTOR.test(line.slice(column)) && top?.function !== undefined) {
    return lastName(top.function);
  }
  return type.length < LONGEST_SHORT ? 'Error' : type;
}

/**
 * V8 leaves out the constructors of the error itself, SpiderMonkey and JavaScriptCore tell them: of the
 * class and of those it extends.
 */
export function withoutConstructors(frames: readonly Frame[], type: string): readonly Frame[] {
  for (const [i, { function: name = '' }] of frames.slice(0, MAX_CONSTRUCTORS).entries()) {
    const own = lastName(name);
    if (own === type) return i === frames.length - 1 ? frames : frames.slice(i + 1);
    if (!/^[A-Z]/.test(own)) break;
  }
  return frames;
}

/** The line of a frame as its source has it, and the column from zero. */
function placeIn(frame: Frame | undefined): { line: string; column: number } {
  const at = (frame?.line ?? 0) - (frame?.source?.firstLine ?? 0);
  const line = frame?.source?.lines[at] ?? '';
  return { line, column: (frame?.column ?? 1) - 1 };
}

function lastName(name: string): string {
  return (
    name
      .replace(/^(?:new|async) /, '')
      .split('.')
      .at(-1) ?? name
  );
}
