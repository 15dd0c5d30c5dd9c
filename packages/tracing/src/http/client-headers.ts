import { ClientRequest, validateHeaderValue } from 'node:http';

/**
 * On a call, and nothing beside it: each property that is added makes one more shape of what Node's own functions
 * handle, and beyond four of them V8 looks every property up.
 */
export const CALL: unique symbol = Symbol('sonde.call');

/** What a call carries under {@link CALL}. */
interface Carried {
  /** Names and values in turn, written once Node has written its own. */
  late: string[];
}

type StoreHeader = (this: Stored, firstLine: string, headers: unknown) => void;

/** What Node keeps of headers that are written, until there is a socket. */
type Stored = ClientRequest & {
  [CALL]?: Carried | undefined;
  _storeHeader?: StoreHeader;
  _header?: unknown;
  _headerSent?: boolean;
  outputData?: { data: unknown }[];
};

let storeHeader: StoreHeader | undefined;

/** Adds lines to headers that Node has written already. */
function addLines(request: Stored, lines: string): void {
  const { _header: text, _headerSent: isQueued, outputData } = request;
  if (typeof text !== 'string') return;
  const first = outputData?.[0];
  if (isQueued === true && first?.data !== text) return;
  const added = `${text.slice(0, -2)}${lines}\r\n`;
  request._header = added;
  if (isQueued === true && first !== undefined) first.data = added;
}

function addLate(request: Stored, late: readonly string[], headers: unknown): void {
  let lines = '';
  for (let at = 0; at < late.length; at += 2) {
    const name = late[at] as string;
    // The application has set one of its own meanwhile.
    if ((headers as Record<string, unknown> | null)?.[name] !== undefined) continue;
    lines += `${name}: ${late[at + 1]}\r\n`;
  }
  if (lines !== '') addLines(request, lines);
}

/**
 * Lets headers be added to a call without `setHeader`, which looks each letter up and costs more than a span.
 *
 * @returns its undoing.
 */
export function writeLateHeaders(): () => void {
  const prototype = ClientRequest.prototype as Stored;
  const original = prototype._storeHeader;
  if (typeof original !== 'function') return () => {};
  const inherited = !Object.hasOwn(prototype, '_storeHeader');

  function withLate(this: Stored, firstLine: string, headers: unknown): void {
    Reflect.apply(original as StoreHeader, this, [firstLine, headers]);
    const call = this[CALL];
    if (call !== undefined && call.late.length > 0) addLate(this, call.late, headers);
  }

  Object.defineProperty(prototype, '_storeHeader', {
    value: withLate,
    writable: true,
    configurable: true,
  });
  storeHeader = withLate;
  return () => {
    storeHeader = undefined;
    if (prototype._storeHeader !== withLate) return;
    if (inherited) delete prototype._storeHeader;
    else prototype._storeHeader = original;
  };
}

/** Node has written the headers already where they were given as a list, or with `Expect`. */
function addToWritten(request: ClientRequest, name: string, value: string): void {
  const { _header: text } = request as Stored;
  if (String(text).toLowerCase().includes(`\r\n${name}:`)) return;
  validateHeaderValue(name, value);
  addLines(request, `${name}: ${value}\r\n`);
}

/** The same before Node has written them: by its own way, or late where that is as good. */
function addToUnwritten(
  request: ClientRequest,
  late: string[] | undefined,
  name: string,
  value: string,
  isPlain: boolean,
): void {
  const { _storeHeader: stores } = request as Stored;
  const isWrittenLate = stores !== undefined && stores === storeHeader;
  if (isPlain && isWrittenLate && late !== undefined) late.push(name, value);
  else request.setHeader(name, value);
}

/**
 * Adds a header to a call that is not sent yet, in the place of one that is there.
 *
 * @param late where it waits until Node writes its own.
 * @param isPlain whether its value is known to hold letters, digits, dots and dashes only.
 */
export function addHeader(
  request: ClientRequest,
  late: string[],
  name: string,
  value: string,
  isPlain: boolean,
): void {
  if (request.headersSent) addToWritten(request, name, value);
  else addToUnwritten(request, late, name, value, isPlain && !request.hasHeader(name));
}

/** Adds a header to a call that is not sent yet and has none of that name. */
export function addMissingHeader(
  request: ClientRequest,
  name: string,
  value: string,
  isPlain: boolean,
): void {
  if (request.headersSent) addToWritten(request, name, value);
  else if (!request.hasHeader(name)) {
    addToUnwritten(request, (request as Stored)[CALL]?.late, name, value, isPlain);
  }
}
