import { cut } from './cut.js';
import { scrub } from './scrub.js';

const MESSAGE_LENGTH = 8_192;
const STACK_LENGTH = 16_384;
const CHAIN_LENGTH = 20_000;
const MOST_CAUSES = 8;
const MOST_MEMBERS = 16;

export interface DescribedError {
  type: string;
  message: string;
  stack?: string;
  /** Causes and members as JSON text; absent if there are none. */
  chain?: string;
}

interface Link extends DescribedError {
  relation: 'cause' | 'member';
}

/** Any thrown value, made tellable. */
export function describeError(thrown: unknown): DescribedError {
  const described = describe(thrown);
  const links: Link[] = [];
  follow(thrown, links);
  if (links.length > 0) {
    let chain: string;
    do {
      chain = JSON.stringify(links);
    } while (chain.length > CHAIN_LENGTH && links.pop());
    described.chain = chain;
  }
  return described;
}

function follow(thrown: unknown, links: Link[]): void {
  const seen = new Set<unknown>([thrown]);
  for (const member of listOf(read(thrown, 'errors')).slice(0, MOST_MEMBERS)) {
    links.push({ relation: 'member', ...describeLink(member) });
  }
  let cause = read(thrown, 'cause');
  for (let i = 0; i < MOST_CAUSES && cause !== undefined && !seen.has(cause); i += 1) {
    seen.add(cause);
    links.push({ relation: 'cause', ...describeLink(cause) });
    cause = read(cause, 'cause');
  }
}

/** Scrubbed here: once it is text within text, quotation marks would hide what a value belongs to. */
function describeLink(thrown: unknown): DescribedError {
  const link = describe(thrown);
  link.message = scrub(link.message);
  if (link.stack) link.stack = scrub(link.stack);
  return link;
}

function describe(thrown: unknown): DescribedError {
  const message = read(thrown, 'message');
  if (typeof message !== 'string') {
    return { type: nameOf(thrown), message: cut(tell(thrown), MESSAGE_LENGTH) };
  }
  const name = read(thrown, 'name');
  const stack = read(thrown, 'stack');
  return {
    type: typeof name === 'string' && name !== '' ? name : nameOf(thrown),
    message: cut(message, MESSAGE_LENGTH),
    // V8 repeats the message above the frames: a long message must not cost the frames.
    ...(typeof stack === 'string' && {
      stack: cut(
        stack.replace(message, () => cut(message, 1_024)),
        STACK_LENGTH,
      ),
    }),
  };
}

function nameOf(thrown: unknown): string {
  const constructed = read(read(thrown, 'constructor'), 'name');
  return thrown === null
    ? 'null'
    : typeof thrown === 'object' && typeof constructed === 'string'
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

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A property of anything; a getter that throws is an absent property. */
function read(from: unknown, key: string): unknown {
  try {
    return (from as Record<string, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}
