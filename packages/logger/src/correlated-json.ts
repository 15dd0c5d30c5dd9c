import { context } from '@opentelemetry/api';
import { correlatedLine, mayHoldIds } from './correlated-line.js';
import { correlationJson } from './correlation.js';
import { requestContextIn } from './request-context.js';

/** pino's own function that makes a line of a call. */
export type AsJson = (
  this: unknown,
  obj: object,
  msg: unknown,
  level: number,
  time: string,
) => string;

type Logger = Record<symbol, unknown>;

function currentIds(): string {
  try {
    const active = context.active();
    return correlationJson(requestContextIn(active), active);
  } catch {
    // A context manager that fails.
    return '';
  }
}

/** Whether the application logs one of the ids itself. */
function hasOwnIds(obj: object, chindings: string): boolean {
  try {
    const fields = obj as Record<string, unknown>;
    return (
      fields['trace_id'] !== undefined ||
      fields['span_id'] !== undefined ||
      fields['trace_flags'] !== undefined ||
      fields['request_id'] !== undefined ||
      fields['user_id'] !== undefined ||
      fields['session_id'] !== undefined ||
      mayHoldIds(chindings)
    );
  } catch {
    // What can't be read is for pino to say.
    return true;
  }
}

/** @returns whether the logger takes other bindings; a frozen one does not. */
function tell(logger: Logger, bindings: symbol, text: string): boolean {
  try {
    logger[bindings] = text;
    return true;
  } catch {
    return false;
  }
}

/**
 * A line of pino's with the ids of the request and of the trace, but for those that the application has logged there
 * itself. They are told as bindings of the logger, for as long as it takes: a line that is made is text in many parts,
 * which each look at it, and each cut, would put together once more.
 */
export function correlatedJson(
  asJson: AsJson,
  bindings: symbol,
  logger: unknown,
  ...[obj, msg, level, time]: Parameters<AsJson>
): string {
  const ids = currentIds();
  if (ids === '') return asJson.call(logger, obj, msg, level, time);
  const holder = logger as Logger;
  const own = holder[bindings];
  const isTold =
    typeof own === 'string' &&
    Object.hasOwn(holder, bindings) &&
    !hasOwnIds(obj, own) &&
    tell(holder, bindings, own + ids);
  if (!isTold) return correlatedLine(asJson.call(logger, obj, msg, level, time), ids);
  try {
    return asJson.call(logger, obj, msg, level, time);
  } finally {
    holder[bindings] = own;
  }
}
