import { type Budget, cutText, textJson } from './budget.js';
import { serialiseError } from './serialise-error.js';
import { entriesJson } from './value-json.js';

const MAX_TYPE = 256;
const MAX_MESSAGE = 8192;

type Readable = Error & { errors?: unknown };

/** Whether an error is read at a glance: no causes, no members, its parts texts of usual length. */
function isOrdinary({ name, message, stack, cause, errors }: Readable): boolean {
  return (
    cause === undefined &&
    errors === undefined &&
    typeof name === 'string' &&
    name !== '' &&
    name.length <= MAX_TYPE &&
    typeof message === 'string' &&
    message.length <= MAX_MESSAGE &&
    typeof stack === 'string' &&
    stack !== ''
  );
}

/** The class, where `name` was left as it is. */
function typeOf(error: Error): string {
  const { name } = error;
  if (name !== 'Error') return name;
  const own: unknown = error.constructor?.name;
  return typeof own === 'string' && own !== '' ? cutText(own, MAX_TYPE) : name;
}

/**
 * An error as JSON text: what {@link serialiseError} gives. Its stack's text is all that is taken of the
 * stack here; frames are for whoever reads the record.
 *
 * @throws what a getter of the error throws.
 */
export function errorJson(error: Error, budget: Budget): string {
  if (!isOrdinary(error)) {
    return entriesJson(serialiseError(error) as unknown as Record<string, unknown>, budget);
  }
  const type = textJson(typeOf(error), budget);
  const message = textJson(error.message, budget);
  return `{"type":${type},"message":${message},"stack":${textJson(error.stack as string, budget)}}`;
}
