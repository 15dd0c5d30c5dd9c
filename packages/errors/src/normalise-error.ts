import { parseStack } from './parse-stack.js';
import type { ErrorLink, NormalisedError } from './types.js';

const MAX_CAUSES = 8;
const MAX_MEMBERS = 16;
const MAX_MESSAGE = 8192;
const MAX_STACK = 65_536;
const MAX_TYPE = 256;

/**
 * Makes any thrown value tellable: errors of any realm, DOMExceptions, strings, `null`, plain
 * objects. Follows `cause` (8 deep) and `errors` of an AggregateError (16), each object once.
 * Never throws, whatever getters and proxies do.
 *
 * @param frames whether stacks are parsed too. What leaves that to others saves the dearest part.
 */
export function normaliseError(thrown: unknown, frames = true): NormalisedError {
  const seen = new Set<unknown>([thrown]);
  const causes: ErrorLink[] = [];
  let cause = read(thrown, 'cause');
  while (cause !== undefined && cause !== null && causes.length < MAX_CAUSES) {
    if (isObject(cause)) {
      if (seen.has(cause)) break;
      seen.add(cause);
    }
    causes.push(toLink(cause, frames));
    cause = read(cause, 'cause');
  }
  return { ...toLink(thrown, frames), causes, members: membersOf(thrown, seen, frames) };
}

function membersOf(thrown: unknown, seen: Set<unknown>, frames: boolean): ErrorLink[] {
  const members: ErrorLink[] = [];
  if (!looksLikeError(thrown)) return members;
  const list = read(thrown, 'errors');
  const length = read(list, 'length');
  if (!isObject(list) || typeof length !== 'number' || !isArray(list)) return members;
  for (let i = 0; i < length && members.length < MAX_MEMBERS; i++) {
    const member = read(list, String(i));
    if (isObject(member)) {
      if (seen.has(member)) continue;
      seen.add(member);
    }
    members.push(toLink(member, frames));
  }
  return members;
}

function toLink(thrown: unknown, frames: boolean): ErrorLink {
  if (!isObject(thrown)) return { type: typeOfPrimitive(thrown), message: printPrimitive(thrown) };
  const message = read(thrown, 'message');
  const link: ErrorLink = {
    type: cut(typeOf(thrown), MAX_TYPE),
    message: cut(typeof message === 'string' ? message : describe(thrown), MAX_MESSAGE),
  };
  const stack = read(thrown, 'stack');
  if (typeof stack === 'string' && stack !== '') {
    link.stack = cut(stack, MAX_STACK);
    if (frames) link.frames = parseStack(withoutHeader(stack, message));
  }
  return link;
}

/** V8 puts `Type: message` before the frames; what a message holds is no frame, whatever its form. */
function withoutHeader(stack: string, message: unknown): string {
  if (typeof message !== 'string' || message === '') return stack;
  const type = /^[^\n:@]{1,256}: /.exec(stack.slice(0, 300))?.[0].length ?? 0;
  return stack.startsWith(message, type) ? stack.slice(type + message.length) : stack;
}

function typeOf(thrown: object): string {
  const name = read(thrown, 'name');
  const constructorName = read(read(thrown, 'constructor'), 'name');
  const specific = typeof constructorName === 'string' ? constructorName : '';
  // A subclass that leaves `name` alone inherits "Error": its class says more.
  if (typeof name === 'string' && name !== '' && (name !== 'Error' || specific === '')) return name;
  if (specific !== '' && looksLikeError(thrown)) return specific;
  return specific === '' ? 'Object' : specific;
}

function typeOfPrimitive(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

function printPrimitive(value: unknown): string {
  return cut(String(value), MAX_MESSAGE);
}

function describe(thrown: object): string {
  try {
    const text = typeof thrown === 'function' ? `function ${thrown.name}` : JSON.stringify(thrown);
    if (typeof text === 'string') return text;
  } catch {
    // A cycle, a BigInt, or a getter that throws: its keys still tell something.
  }
  try {
    return `object with keys: ${Object.keys(thrown).slice(0, 20).join(', ')}`;
  } catch {
    return 'unreadable object';
  }
}

function looksLikeError(value: unknown): boolean {
  try {
    return (
      value instanceof Error || (isObject(value) && typeof read(value, 'message') === 'string')
    );
  } catch {
    return false;
  }
}

function isArray(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function read(value: unknown, key: string): unknown {
  if (!isObject(value)) return undefined;
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max)}… [cut ${text.length - max} characters]`;
}
