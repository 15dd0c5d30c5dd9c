import { connect } from 'node:net';

/**
 * Hands WebSocket connections on `/live` through to notify, byte by byte.
 *
 * @returns a function that ends all of them
 */
export function proxyLive(server, notifyUrl) {
  const { hostname, port } = new URL(notifyUrl);
  const open = new Set();

  server.on('upgrade', (request, page, head) => {
    if (request.url !== '/live') {
      page.destroy();
      return;
    }
    const notify = connect({ host: hostname, port });
    const end = () => {
      open.delete(end);
      page.destroy();
      notify.destroy();
    };
    open.add(end);
    for (const socket of [page, notify]) socket.on('error', end).on('close', end);
    notify.write(requestHead(request));
    notify.write(head);
    page.pipe(notify).pipe(page);
  });

  return () => {
    for (const end of open) end();
  };
}

function requestHead({ method, url, rawHeaders }) {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let i = 0; i < rawHeaders.length; i += 2)
    lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
