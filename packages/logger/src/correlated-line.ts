import { correlation } from './correlation.js';

/** The fields by their ends: where neither stands in a line, none of them does. */
const ENDS = ['_id":', '_flags":'] as const;

/** Whether the text may hold one of the fields. */
export function mayHoldIds(text: string): boolean {
  // Most have no underscore, and one letter is found fastest.
  return text.includes('_') && ENDS.some((ending) => text.includes(ending));
}

function ownFields(line: string): object {
  try {
    const fields: unknown = JSON.parse(line);
    return typeof fields === 'object' && fields !== null ? fields : {};
  } catch {
    return {};
  }
}

/** Of the ids those that the line has not got itself. */
function missing(line: string, ids: string): string {
  const all = Object.entries(correlation());
  if (!all.some(([name]) => line.includes(`"${name}":`))) return ids;
  const own = ownFields(line);
  return textOf(all.filter(([name]) => !Object.hasOwn(own, name)));
}

const textOf = (fields: [string, unknown][]): string =>
  fields.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`).join('');

/** Where the line's object ends: nearly always before the line break. */
function endOf(line: string): number {
  const last = line.length - 2;
  return line[last] === '}' ? last : line.lastIndexOf('}');
}

/**
 * A line of pino's with the ids of the request and of the trace at its end, but for those that the application
 * has logged there itself. Never throws.
 *
 * @param ids as JSON text, a comma before each.
 */
export function correlatedLine(line: string, ids: string): string {
  try {
    const end = endOf(line);
    if (end === -1) return line;
    return line.slice(0, end) + (mayHoldIds(line) ? missing(line, ids) : ids) + line.slice(end);
  } catch {
    // An id that can't be told.
    return line;
  }
}
