import { connect } from 'node:net';

/** Hands WebSocket connections on `/live` through to notify, byte by byte. */
export function proxyLive(server, notifyUrl) {
  const { hostname, port } = new URL(notifyUrl);

  server.on('upgrade', (request, page, head) => {
    if (request.url !== '/live') {
      page.destroy();
      return;
    }
    const notify = connect({ host: hostname, port });
    const end = () => {
      page.destroy();
      notify.destroy();
    };
    for (const socket of [page, notify]) socket.on('error', end).on('close', end);
    server.once('close', end);
    notify.write(requestHead(request));
    notify.write(head);
    page.pipe(notify).pipe(page);
  });
}

function requestHead({ method, url, rawHeaders }) {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let i = 0; i < rawHeaders.length; i += 2)
    lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
