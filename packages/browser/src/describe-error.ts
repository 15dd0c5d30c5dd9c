import { scrub } from './scrub.js';
import { tellValue } from './tell-value.js';

const MOST_CAUSES = 24;
const MOST_MEMBERS = 16;

/** A longer text would be cut, and a cut list is none. */
const CHAIN_LENGTH = 16_000;

/** V8 repeats the message above the frames; one that is longer must not cost the frames. */
const REPEATED_LENGTH = 1_024;

/** Any thrown value, made tellable. */
export function describeError(
  thrown: unknown,
): [type: string, message: string, stack: string | undefined] {
  const message = textOf(thrown, 'message') ?? tellValue(thrown);
  return [
    textOf(thrown, 'name') ||
      (typeof thrown === 'object' && textOf(read(thrown, 'constructor'), 'name')) ||
      (thrown === null ? 'null' : typeof thrown),
    message,
    textOf(thrown, 'stack')?.replace(message.slice(REPEATED_LENGTH), ''),
  ];
}

/** Causes and members as JSON text; empty if there are none. */
export function describeChain(thrown: unknown): string {
  let chain = '';
  const add = (relation: string, linked: unknown): void => {
    const [type, message, stack] = describeError(linked);
    // Scrubbed here: once it is text within text, quotation marks would hide what a value belongs to.
    const link = JSON.stringify({
      relation,
      type,
      message: scrub(message),
      stack: stack && scrub(stack),
    });
    if (chain.length + link.length < CHAIN_LENGTH) chain += `,${link}`;
  };
  const members = read(thrown, 'errors');
  if (Array.isArray(members)) {
    for (const member of members.slice(0, MOST_MEMBERS)) add('member', member);
  }
  let cause = thrown;
  for (let left = MOST_CAUSES; left; left -= 1) {
    cause = read(cause, 'cause');
    if (cause == null || cause === thrown) break;
    add('cause', cause);
  }
  return chain && `[${chain.slice(1)}]`;
}

function textOf(from: unknown, key: string): string | undefined {
  const value = read(from, key);
  return typeof value === 'string' ? value : undefined;
}

/** A property of anything; one whose getter throws is absent. */
function read(from: unknown, key: string): unknown {
  try {
    return (from as Record<string, unknown>)[key];
  } catch {
    // An absent one.
  }
  return undefined;
}
