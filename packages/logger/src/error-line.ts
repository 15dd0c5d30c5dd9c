import type { NormalisedError } from '@sonde/errors';
import { recordLine } from './record-line.js';
import { errorField } from './serialise-error.js';

/** What an error's line says beside the error. Any further key is an attribute. */
export interface ErrorLineFields {
  /** pino's number. Default 50, error. */
  level?: number;
  /** Milliseconds since the epoch. Default now. */
  time?: number;
  /** How it was caught; see `docs/fields.md`. */
  mechanism: string;
  /** Default true. */
  handled?: boolean;
  /** Default: the error's message. */
  msg?: string;
  [key: string]: unknown;
}

/** The line of an error of any source, for `lane.offer('errors', …)`. Never throws. */
export function errorLine(error: NormalisedError, fields: ErrorLineFields): string {
  const { level = 50, time = Date.now(), mechanism, handled = true, msg, ...further } = fields;
  return recordLine({
    level,
    time,
    mechanism,
    handled,
    ...further,
    msg: msg ?? error.message,
    err: errorField(error),
  });
}
