// Asks for /orders a hundred times a second over one connection, and prints how long the answers took.
import { Agent, get } from 'node:http';

const [port, seconds, delayMs] = process.argv.slice(2).map(Number);
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const took = [];
let asked = 0;
let answered = 0;
await new Promise((resolve) => setTimeout(resolve, delayMs));
const began = performance.now();
const timer = setInterval(() => {
  if (performance.now() - began > seconds * 1_000) {
    clearInterval(timer);
    setTimeout(finish, 1_000);
    return;
  }
  asked += 1;
  const start = performance.now();
  get({ port, host: '127.0.0.1', path: '/orders', agent }, (response) => {
    response.resume().on('end', () => {
      answered += 1;
      took.push(performance.now() - start);
    });
  }).on('error', () => {});
}, 10);

function finish() {
  took.sort((a, b) => a - b);
  const at = (share) => took[Math.floor(share * (took.length - 1))];
  process.stdout.write(JSON.stringify({ asked, answered, p50: at(0.5), p99: at(0.99) }));
  process.exit();
}
