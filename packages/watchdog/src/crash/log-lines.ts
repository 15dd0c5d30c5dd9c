import { cutAtWord } from './cut-at-word.js';

/** The last lines that a process logged are kept, for the story of its end. */
const MAX_LINES = 50;
/** Characters of one that are looked at, and told. */
const MAX_RAW = 8192;
const MAX_TOLD = 600;

const LEVELS: Readonly<Record<string, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

/** The last lines, oldest first. */
export interface LogLines {
  add(line: string): void;
  all(): string[];
  /** Those that came since the last call. */
  fresh(): string[];
}

export function createLogLines(): LogLines {
  let lines: string[] = [];
  let unread = 0;
  return {
    add(line) {
      // Two generations: shifting an array at every line would cost more than the line.
      if (lines.length >= MAX_LINES * 2) lines = lines.slice(MAX_LINES);
      lines.push(line);
      if (unread < MAX_LINES) unread++;
    },
    all: () => lines.slice(-MAX_LINES),
    fresh() {
      const fresh = unread === 0 ? [] : lines.slice(-unread).map((line) => line.slice(0, MAX_RAW));
      unread = 0;
      return fresh;
    },
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A line of pino as a person reads it: time, level, message, error, trace. Its other fields are left out. */
export function readable(line: string): string {
  let fields: Record<string, unknown>;
  try {
    fields = Object(JSON.parse(line));
  } catch {
    return '(a long line)';
  }
  const date = new Date(Number(fields['time']));
  // An application may write it in nanoseconds, which is no date.
  const at = Number.isNaN(date.getTime()) ? '' : date.toISOString();
  const level = LEVELS[String(fields['level'])] ?? '';
  const error = fields['err'] as { type?: unknown; message?: unknown } | undefined;
  const told = [at, level, text(fields['msg'])];
  if (error && text(error.message) !== text(fields['msg'])) {
    told.push(`${text(error.type)}: ${text(error.message)}`);
  }
  const trace = text(fields['trace_id']);
  if (trace !== '') told.push(`trace ${trace}`);
  return cutAtWord(told.filter((part) => part !== '').join(' '), MAX_TOLD);
}
