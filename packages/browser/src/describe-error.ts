import { cut } from './cut.js';
import { scrub } from './scrub.js';

const MESSAGE_LENGTH = 8_192;
const MOST_CAUSES = 24;
const MOST_MEMBERS = 16;

/** A text longer than this is cut, and a cut list is none. */
const CHAIN_LENGTH = 16_000;

export interface DescribedError {
  type: string;
  message: string;
  stack: string | undefined;
}

/** Any thrown value, made tellable. */
export function describeError(thrown: unknown): DescribedError {
  const message = read(thrown, 'message');
  const name = read(thrown, 'name');
  const stack = read(thrown, 'stack');
  const isError = isText(message);
  return {
    type: isError && isText(name) ? name : nameOf(thrown),
    message: cut(isError ? message : tell(thrown), MESSAGE_LENGTH),
    // V8 repeats the message above the frames: a long message must not cost the frames.
    stack: isError && isText(stack) ? stack.replace(message, () => cut(message, 1_024)) : undefined,
  };
}

/** Causes and members as JSON text; nothing if there are none. */
export function describeChain(thrown: unknown): string | undefined {
  const links: object[] = [];
  const add = (relation: string, linked: unknown): void => {
    const { type, message, stack } = describeError(linked);
    // Scrubbed here: once it is text within text, quotation marks would hide what a value belongs to.
    links.push({ relation, type, message: scrub(message), stack: stack && scrub(stack) });
  };
  const members = read(thrown, 'errors');
  if (Array.isArray(members)) {
    for (const member of members.slice(0, MOST_MEMBERS)) add('member', member);
  }
  const seen = new Set([thrown]);
  let cause = read(thrown, 'cause');
  while (cause !== undefined && !seen.has(cause) && links.length < MOST_CAUSES) {
    seen.add(cause);
    add('cause', cause);
    cause = read(cause, 'cause');
  }
  let chain = '';
  while (links[0] && (chain = JSON.stringify(links)).length > CHAIN_LENGTH) links.pop();
  return links[0] && chain;
}

function nameOf(thrown: unknown): string {
  const constructed = read(read(thrown, 'constructor'), 'name');
  return thrown === null
    ? 'null'
    : typeof thrown === 'object' && isText(constructed)
      ? constructed
      : typeof thrown;
}

function tell(thrown: unknown): string {
  try {
    return (typeof thrown === 'object' && JSON.stringify(thrown)) || String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A property of anything; a getter that throws is an absent property. */
function read(from: unknown, key: string): unknown {
  try {
    return (from as Record<string, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}
