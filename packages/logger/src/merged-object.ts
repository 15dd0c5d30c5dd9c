import pino from 'pino';
import type { Budget } from './budget.js';
import { tellable } from './tellable.js';

interface HttpMessage {
  method?: unknown;
  headers?: unknown;
  socket?: unknown;
  setHeader?: unknown;
}

/** pino logs a bare request or response as `req` or `res`. */
function asHttpMessage(value: HttpMessage): Record<string, unknown> | undefined {
  if (value.method && value.headers && value.socket) {
    return { req: pino.stdSerializers.req(value as never) };
  }
  if (typeof value.setHeader === 'function') {
    return { res: pino.stdSerializers.res(value as never) };
  }
  return undefined;
}

/** Whether an object's own entries are for certain what is logged of it. */
export function isPlain(value: object): boolean {
  const { socket, setHeader, toJSON } = value as HttpMessage & { toJSON?: unknown };
  return (
    socket === undefined &&
    setHeader === undefined &&
    toJSON === undefined &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}

/** The object whose entries a line gets when that one is logged, as in pino. Never throws. */
export function mergedObject(first: object, budget: Budget): object {
  try {
    if (first instanceof Error) return { err: first };
    const message = asHttpMessage(first);
    if (message) return message;
    const { toJSON } = first as { toJSON?: unknown };
    if (typeof toJSON === 'function' || Array.isArray(first) || first instanceof Map) {
      const told = tellable(first, budget);
      return told !== null && typeof told === 'object' ? told : { value: told };
    }
  } catch {
    // A Proxy or a getter that throws when looked at: what can be told of it is told entry by entry.
  }
  return first;
}
