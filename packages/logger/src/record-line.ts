import { newBudget } from './budget.js';
import { valueJson } from './value-json.js';

/** A receiver's limit for one record, in bytes. */
const MAX_LINE_BYTES = 256 * 1024;
/** Even at three bytes a character, and with numbers beside the texts, this stays below the limit. */
const SMALL_BUDGET = 32 * 1024;

/** One line without a line break, for a record that no pino has written. Never throws. */
export function recordLine(fields: Record<string, unknown>): string {
  return boundedLine(valueJson(fields, newBudget()) ?? '{}');
}

/** The line itself, or the same line with its texts cut where it is over 256 KiB. */
export function boundedLine(line: string): string {
  if (line.length <= MAX_LINE_BYTES / 3 || Buffer.byteLength(line) <= MAX_LINE_BYTES) return line;
  try {
    return valueJson(JSON.parse(line), newBudget(SMALL_BUDGET)) ?? '{}';
  } catch {
    return JSON.stringify({
      level: 40,
      time: Date.now(),
      msg: '[a record over 256 KiB, not JSON]',
    });
  }
}
