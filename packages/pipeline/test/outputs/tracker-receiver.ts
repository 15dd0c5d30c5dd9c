import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A request as a tracker got it. */
export interface TrackerRequest {
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** On the clock of `performance.now()`. */
  at: number;
}

export interface TrackerReceiver<Event> {
  port: number;
  requests: TrackerRequest[];
  /** What was taken, in its order. */
  events: Event[];
  /** What a request did wrong, by the rules of the API. */
  problems: string[];
  /** Answers instead of taking; undefined: take. */
  answer: (
    request: TrackerRequest,
  ) => { status: number; headers?: Record<string, string> } | undefined;
  /** Headers of the answer to what was taken. */
  thanks: Record<string, string>;
  close(): Promise<void>;
}

/** @param read what a request says; it throws if that is against the API. */
export async function receiveTracker<Event>(
  read: (request: TrackerRequest) => Event[],
): Promise<TrackerReceiver<Event>> {
  function take(request: TrackerRequest, response: ServerResponse): void {
    receiver.requests.push(request);
    const other = receiver.answer(request);
    if (other) {
      response.writeHead(other.status, other.headers).end();
      return;
    }
    try {
      receiver.events.push(...read(request));
      response.writeHead(200, { 'content-type': 'application/json', ...receiver.thanks }).end('{}');
    } catch (error) {
      receiver.problems.push(String(error));
      response.writeHead(400).end();
    }
  }
  const server = createServer((request, response) => {
    const at = performance.now();
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const raw = Buffer.concat(parts);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      take({ path: request.url ?? '', headers: request.headers, body, at }, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: TrackerReceiver<Event> = {
    port: (server.address() as AddressInfo).port,
    requests: [],
    events: [],
    problems: [],
    answer: () => undefined,
    thanks: {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
