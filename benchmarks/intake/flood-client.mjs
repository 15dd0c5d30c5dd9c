// Posts so many beacons a second from a thousand loopback addresses, each with a connection of its own,
// whether or not the last one was answered; prints what came back, by status.
import { connect } from 'node:net';

const [port, perSecond, seconds, body] = process.argv.slice(2);
const ADDRESSES = 1_000;
const TICK_MS = 5;
const post =
  `POST /telemetry HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\n` +
  'User-Agent: Mozilla/5.0 (flood)\r\nContent-Type: text/plain\r\n' +
  `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
const answers = {};
let sent = 0;
let connections = 0;

function open(i) {
  connections += 1;
  const socket = connect({
    port: Number(port),
    host: '127.0.0.1',
    localAddress: `127.1.${i >> 8}.${i & 255}`,
    noDelay: true,
  });
  socket.on('data', (chunk) => {
    for (const [, status] of chunk.toString('latin1').matchAll(/HTTP\/1\.1 (\d+)/g)) {
      answers[status] = (answers[status] ?? 0) + 1;
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => (sockets[i] = undefined));
  return socket;
}

// One after the other: a thousand at once would measure the system's queue of connections.
const sockets = [];
for (let i = 0; i < ADDRESSES; i += 1) {
  sockets.push(open(i));
  if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
}
const began = performance.now();
const timer = setInterval(() => {
  const due = Math.min(((performance.now() - began) / 1_000) * perSecond, perSecond * seconds);
  for (; sent < due; sent += 1) {
    const i = sent % ADDRESSES;
    const socket = (sockets[i] ??= open(i));
    // A new id each time, as another page would have.
    socket.write(post + body.replace('0123456789abcdef', String(sent).padStart(16, '0')));
  }
  if (sent < perSecond * seconds) return;
  clearInterval(timer);
  const took = (performance.now() - began) / 1_000;
  setTimeout(() => {
    process.stdout.write(JSON.stringify({ sent, connections, answers, took }));
    process.exit();
  }, 500);
}, TICK_MS);
