import { type Budget, cutText, newBudget } from './budget.js';
import { fieldsJson, type Serializers } from './fields-json.js';
import { formatMessage } from './format-message.js';
import { mergedObject } from './merged-object.js';
import { requestContext } from './request-context.js';
import { tellable } from './tellable.js';

/** What a log call says, made harmless. */
export interface ToldCall {
  /** As {@link fieldsJson} writes them. */
  fields: string;
  msg: unknown;
}

/** The message and the values for its `%s`-like places; what is no text is told as it is. Never throws. */
export function messageOf([first, ...values]: unknown[], budget: Budget): unknown {
  if (typeof first !== 'string') return first === undefined ? undefined : tellable(first, budget);
  if (values.length === 0) return cutText(first);
  const told = values.map((value) => tellable(value, budget));
  return cutText(formatMessage(cutText(first), told));
}

/** An error is its own message where no other is given. */
function messageOfError(object: object): string | undefined {
  try {
    const { msg, err } = object as { msg?: unknown; err?: { message?: unknown } };
    const message = msg === undefined ? err?.message : undefined;
    return typeof message === 'string' ? cutText(message) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads the arguments of a log call as pino does: an object to merge, then a message with
 * `%s`-like places. Never throws.
 */
export function toldCall(args: unknown[], serializers: Serializers): ToldCall {
  const budget = newBudget();
  const [first] = args;
  const merges = typeof first === 'object' && first !== null;
  let msg = messageOf(merges || first === undefined ? args.slice(1) : args, budget);
  if (!merges) return { fields: '', msg };
  const object = mergedObject(first, budget);
  msg ??= messageOfError(object);
  const request = requestContext.get();
  return { fields: fieldsJson(object, serializers, budget, msg !== undefined, request), msg };
}
