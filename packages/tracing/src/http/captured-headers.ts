import type { ServerResponse } from 'node:http';
import type { Span } from '@opentelemetry/api';

/** Which headers are told on spans, by their names in lower case. None unless they are named. */
export interface CapturedHeaders {
  clientRequest: string[];
  clientResponse: string[];
  serverRequest: string[];
  serverResponse: string[];
}

type Read = (name: string) => number | string | readonly string[] | undefined;
type Capture = (span: Span, read: Read) => void;

/** Puts named headers on a span; absent where none is named, so that nobody looks for any. */
export type HeaderCapture = { [K in keyof CapturedHeaders]: Capture | undefined };

function captureOf(part: 'request' | 'response', names: readonly string[]): Capture | undefined {
  if (names.length === 0) return undefined;
  return (span, read) => {
    for (const name of names) {
      const value = read(name);
      if (value === undefined) continue;
      const values = Array.isArray(value) ? value.map(String) : [String(value)];
      span.setAttribute(`http.${part}.header.${name}`, values);
    }
  };
}

export function createHeaderCapture(names: CapturedHeaders): HeaderCapture {
  return {
    clientRequest: captureOf('request', names.clientRequest),
    clientResponse: captureOf('response', names.clientResponse),
    serverRequest: captureOf('request', names.serverRequest),
    serverResponse: captureOf('response', names.serverResponse),
  };
}

/** The same for OpenTelemetry's own instrumentations. */
export function headersToSpanAttributes(
  names: CapturedHeaders,
): Record<'http' | 'undici', { headersToSpanAttributes: object }> {
  const client = { requestHeaders: names.clientRequest, responseHeaders: names.clientResponse };
  const server = { requestHeaders: names.serverRequest, responseHeaders: names.serverResponse };
  return {
    http: { headersToSpanAttributes: { client, server } },
    undici: { headersToSpanAttributes: client },
  };
}

/** A header of an answer; Node keeps those that `writeHead` alone was given as text. */
export function answerHeader(response: ServerResponse, name: string): ReturnType<Read> {
  const value = response.getHeader(name);
  if (value !== undefined) return value;
  const { _header: text } = response as { _header?: unknown };
  if (typeof text !== 'string') return undefined;
  const found = text
    .split('\r\n')
    .filter((line) => line.slice(0, name.length + 1).toLowerCase() === `${name}:`)
    .map((line) => line.slice(name.length + 1).trim());
  return found.length > 0 ? found : undefined;
}

/** A header of a list of names and values in turn, as texts or as bytes. */
export function listedHeader(
  list: readonly (string | readonly string[] | Uint8Array)[],
  name: string,
): string[] | undefined {
  const text = (part: unknown): string =>
    part instanceof Uint8Array ? Buffer.from(part).toString('latin1') : String(part);
  const found: string[] = [];
  for (let index = 0; index + 1 < list.length; index += 2) {
    if (text(list[index]).toLowerCase() !== name) continue;
    const value = list[index + 1];
    found.push(...(Array.isArray(value) ? value.map(text) : [text(value)]));
  }
  return found.length > 0 ? found : undefined;
}
