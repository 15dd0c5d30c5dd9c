import { scrub } from './scrub.js';
import { tellValue } from './tell-value.js';

const MOST_CAUSES = 24;
const MOST_MEMBERS = 16;

/** A longer text would be cut, and a cut list is none. */
const CHAIN_LENGTH = 16_000;

/** V8 repeats the message above the frames; one that is longer must not cost the frames. */
const REPEATED_LENGTH = 1_024;

export interface DescribedError {
  type: string;
  message: string;
  stack: string | undefined;
}

/** Any thrown value, made tellable. What has a message is taken for an error. */
export function describeError(thrown: unknown): DescribedError {
  const message = textOf(thrown, 'message');
  const isError = message !== undefined;
  return {
    type:
      (isError && textOf(thrown, 'name')) ||
      (typeof thrown === 'object' && textOf(read(thrown, 'constructor'), 'name')) ||
      (thrown === null ? 'null' : typeof thrown),
    message: message ?? tellValue(thrown),
    stack: isError
      ? textOf(thrown, 'stack')?.replace(message.length > REPEATED_LENGTH ? message : '', '')
      : undefined,
  };
}

/** Causes and members as JSON text; nothing if there are none. */
export function describeChain(thrown: unknown): string | undefined {
  const links: string[] = [];
  let length = 0;
  const add = (relation: string, linked: unknown): void => {
    const { type, message, stack } = describeError(linked);
    // Scrubbed here: once it is text within text, quotation marks would hide what a value belongs to.
    const link = JSON.stringify({
      relation,
      type,
      message: scrub(message),
      stack: stack && scrub(stack),
    });
    if ((length += link.length) < CHAIN_LENGTH) links.push(link);
  };
  const members = read(thrown, 'errors');
  if (Array.isArray(members)) {
    for (const member of members.slice(0, MOST_MEMBERS)) add('member', member);
  }
  const seen = [undefined, thrown];
  let cause = thrown;
  while (!seen.includes((cause = read(cause, 'cause'))) && !seen[MOST_CAUSES]) {
    seen.push(cause);
    add('cause', cause);
  }
  return links[0] && `[${links.join()}]`;
}

function textOf(from: unknown, key: string): string | undefined {
  const value = read(from, key);
  return typeof value === 'string' ? value : undefined;
}

/** A property of anything; a getter that throws is an absent property. */
function read(from: unknown, key: string): unknown {
  try {
    return (from as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}
