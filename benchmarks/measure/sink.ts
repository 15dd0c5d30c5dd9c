import { createServer } from 'node:http';

/**
 * An OTLP/HTTP receiver that answers 200 and throws everything away, in its own process so that it
 * does not take the competitor's time. Prints its port.
 */
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(address.port);
});
