const names = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

/** pino's words and the ones other loggers use, as pino's numbers. */
const levels: Readonly<Record<string, number>> = {
  trace: 10,
  verbose: 10,
  silly: 10,
  debug: 20,
  info: 30,
  http: 30,
  log: 30,
  notice: 30,
  information: 30,
  warn: 40,
  warning: 40,
  error: 50,
  err: 50,
  fatal: 60,
  critical: 60,
  crit: 60,
  alert: 60,
  emerg: 60,
  panic: 60,
};

/** A level as pino's number, whatever way a line writes it; undefined if it says nothing. */
export function levelNumber(level: unknown): number | undefined {
  if (typeof level === 'number') return Number.isFinite(level) && level > 0 ? level : undefined;
  if (typeof level !== 'string') return undefined;
  const word = level.toLowerCase();
  return Object.hasOwn(levels, word) ? levels[word] : undefined;
}

/**
 * OTLP's severity of a pino level. Custom levels count as the standard one below them.
 *
 * @param level pino's number, 10 (trace) to 60 (fatal).
 */
export function severityFromLevel(level: number): { number: number; text: string } {
  const step = Math.min(Math.max(Math.floor(level / 10), 1), 6) || 3;
  return { number: (step - 1) * 4 + 1, text: names[step - 1] ?? 'INFO' };
}

/** pino's level of an OTLP severity number, 1 to 24; 30 (info) for 0, which means not set. */
export function levelFromSeverity(severityNumber: number): number {
  if (!(severityNumber >= 1)) return 30;
  return Math.min(Math.floor((severityNumber - 1) / 4) + 1, 6) * 10;
}
