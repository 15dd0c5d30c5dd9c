import { type ErrorLink, normaliseError } from '@sonde/errors';

/** An error as the `err` field of a line holds it. */
export interface SerialisedError {
  type: string;
  message: string;
  stack?: string;
  /** The nearest cause; its own `cause` is the next one. */
  cause?: SerialisedError;
  /** Members of an AggregateError. */
  errors?: SerialisedError[];
}

function fromLink(link: ErrorLink): SerialisedError {
  const told: SerialisedError = { type: link.type, message: link.message };
  if (link.stack !== undefined) told.stack = link.stack;
  return told;
}

/** The `err` field of an error that `@sonde/errors` has normalised. */
export function errorField(
  error: ErrorLink & { causes: ErrorLink[]; members: ErrorLink[] },
): SerialisedError {
  const told = fromLink(error);
  let holder = told;
  for (const cause of error.causes) {
    holder.cause = fromLink(cause);
    holder = holder.cause;
  }
  if (error.members.length > 0) told.errors = error.members.map(fromLink);
  return told;
}

/** The `err` field for any thrown value. Never throws. */
export function serialiseError(error: unknown): SerialisedError {
  try {
    return errorField(normaliseError(error, false));
  } catch {
    return { type: 'Error', message: '[an error that can not be told]' };
  }
}
