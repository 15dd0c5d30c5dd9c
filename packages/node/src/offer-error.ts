import { normaliseError } from '@sonde/errors';
import { correlation, errorLine, logFields, newBudget } from '@sonde/logger/hooks';
import { sharedLane } from '@sonde/pipeline';

const ERROR = 50;
const FATAL = 60;

/** How an error came here. */
export interface Caught {
  mechanism: 'capture' | 'uncaughtException' | 'unhandledRejection';
  handled: boolean;
  /** Any JSON; each key is an attribute of the record. */
  context?: Record<string, unknown>;
}

/** The caller's own data. The record's message and error are not theirs to replace. */
function furtherFields(context: Record<string, unknown>): Record<string, unknown> {
  const { msg, err, ...fields } = logFields(context, {}, newBudget());
  if (msg !== undefined) fields['field.msg'] = msg;
  if (err !== undefined) fields['field.err'] = err;
  return fields;
}

/** Hands an error to the lane with the active trace and the request context. Never throws. */
export function offerError(error: unknown, { mechanism, handled, context }: Caught): void {
  try {
    const level = handled ? ERROR : FATAL;
    const line = errorLine(normaliseError(error), {
      ...(context ? furtherFields(context) : {}),
      ...correlation(),
      level,
      time: Date.now(),
      mechanism,
      handled,
    });
    sharedLane().offer('errors', line, level);
  } catch {
    // An error that can not be told must not become a second one.
  }
}
