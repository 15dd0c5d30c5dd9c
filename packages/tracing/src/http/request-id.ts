import type { IncomingMessage } from 'node:http';
import { newTraceId } from '../spans/span-ids.js';

const HEADER = 'x-request-id';
/** What a stranger may name a request: it stands in every line. */
const REQUEST_ID = /^[\w.-]{1,128}$/;

/** The caller's `X-Request-ID` if it is one, else a new one of 32 hex digits. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers[HEADER];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : newTraceId();
}

/** Tells the logger the id that needs no escape in JSON. */
const PLAIN_ID = Symbol.for('sonde.plainRequestId');

/** What the logger calls a request context, for an id of {@link requestIdOf}. */
export class PlainRequestContext {
  requestId: string;
  readonly #plain: string;

  constructor(requestId: string) {
    this.requestId = requestId;
    this.#plain = requestId;
  }

  /** Whether nobody has put another id in its place. */
  get isPlain(): boolean {
    return this.#plain === this.requestId;
  }

  static {
    Object.defineProperty(PlainRequestContext.prototype, PLAIN_ID, {
      get(this: PlainRequestContext) {
        return this.#plain;
      },
    });
  }
}

/** Whether the id of that context holds letters, digits, dots and dashes only. */
export function hasPlainId(context: object | undefined): boolean {
  return context instanceof PlainRequestContext && context.isPlain;
}
