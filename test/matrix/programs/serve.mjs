import { createServer } from 'node:http';
import { connect } from 'node:net';
import { trace } from '@opentelemetry/api';

/** Makes a span here and now, so that the result shows which context is active. */
export function mark(place) {
  trace.getTracer('mark').startSpan(place).end();
}

/** Asks without an HTTP client, so that no client span stands around what is served. */
export function ask(port, path, headers = {}) {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
    const lines = Object.entries({ Host: `127.0.0.1:${port}`, Connection: 'close', ...headers });
    socket.write(
      `GET ${path} HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n`,
    );
  });
}

export const portOf = (server) =>
  new Promise((resolve) => {
    if (server.listening) resolve(server.address().port);
    else server.once('listening', () => resolve(server.address().port));
  });

/**
 * Serves these paths, asked for all at once, each by its own function, and closes. So every client is
 * used by several requests at a time, and must not mix them up.
 */
export async function serve(handlers) {
  const server = createServer((request, response) => {
    const handler = handlers[request.url];
    Promise.resolve()
      .then(() => handler(request))
      .then(
        (answer) => response.end(String(answer ?? 'done')),
        (error) => {
          console.error(request.url, error);
          response.writeHead(500).end();
        },
      );
  });
  server.listen(0, '127.0.0.1');
  const port = await portOf(server);
  await Promise.all(Object.keys(handlers).map((path) => ask(port, path)));
  await new Promise((resolve) => server.close(resolve));
}

/** For what must fail. */
export async function failing(work) {
  try {
    await work();
  } catch {
    return;
  }
  throw new Error('it did not fail');
}
