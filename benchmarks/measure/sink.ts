import { createServer } from 'node:http';

/**
 * A receiver that answers 200 and throws everything away, in its own process so that it does not take
 * the competitor's time: of OTLP over HTTP, of Sentry's envelopes, and what dd-trace takes for its
 * agent. Prints its port. `GET /posts` tells how many came, by path, since it was asked last.
 */
let posts: Record<string, number> = {};
const server = createServer((request, response) => {
  if (request.url === '/posts') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(posts));
    posts = {};
    return;
  }
  const path = request.url ?? '';
  posts[path] = (posts[path] ?? 0) + 1;
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(address.port);
});
// However the benchmark ends, so does this.
process.stdin.resume().on('end', () => process.exit());
