import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { WebSocket, WebSocketServer } from 'ws';

const faults = new Set();
const pages = new WebSocketServer({ noServer: true });

const server = createServer(async (req, res) => {
  try {
    await route(req, res);
  } catch (error) {
    console.error('request failed', error);
    res.writeHead(400).end();
  }
});

async function route(req, res) {
  const call = `${req.method} ${req.url}`;
  if (call.startsWith('PUT /faults/')) await switchFault(req, res);
  else if (faults.has('notify-down')) req.socket.destroy();
  else if (call === 'POST /announcements') await announce(req, res);
  else if (call === 'GET /health') res.end('{"ok":true}');
  else res.writeHead(404).end();
}

async function announce(req, res) {
  const { orderId, items } = await json(req);
  const open = [...pages.clients].filter((page) => page.readyState === WebSocket.OPEN);
  for (const page of open) page.send(JSON.stringify({ type: 'order-placed', orderId, items }));
  console.info('announced order %s to %d pages', orderId, open.length);
  res.writeHead(202).end();
}

async function switchFault(req, res) {
  const { on } = await json(req);
  faults[on ? 'add' : 'delete'](req.url.slice('/faults/'.length));
  if (faults.has('notify-down')) for (const page of pages.clients) page.terminate();
  console.warn('faults now: %s', [...faults].join(', ') || 'none');
  res.writeHead(204).end();
}

server.on('upgrade', (req, socket, head) => {
  if (req.url !== '/live' || faults.has('notify-down')) socket.destroy();
  else pages.handleUpgrade(req, socket, head, (page) => page.on('error', console.warn));
});

const port = Number(process.env.PORT ?? 8083);
server.listen(port, '127.0.0.1', () => console.info('notify is listening on %d', port));
