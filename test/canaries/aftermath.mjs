// A careless service that ends badly or is profiled: canaries in its last lines, its open requests, its
// blocks and its functions' names. argv: a file of canaries as JSON, and how it goes on.
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import vm from 'node:vm';
import { createLogger } from '@sonde/logger';
import { flush } from '@sonde/node';

const [file, way] = process.argv.slice(2);
const canaries = JSON.parse(readFileSync(file, 'utf8'));
const log = createLogger({ print: false });
const formed = canaries.filter(({ needsKey }) => !needsKey).map(({ text }) => text);
const query = encodeURIComponent;

/** Works in a function whose name, and whose file's address, hold a canary. */
function workAs(secret, ms) {
  const name = JSON.stringify(`told-work ${secret}`);
  const url = `http://app.example/told-code.js?token=${query(secret)}`;
  const code = `({ [${name}](ms) { const end = performance.now() + ms; let n = 0; while (performance.now() < end) n += Math.sqrt(n + 1); return n; } })[${name}]`;
  return vm.runInThisContext(`${code}\n//# sourceURL=${url}`)(ms);
}

const server = createServer(async (incoming, outgoing) => {
  if (incoming.url.startsWith('/told-open')) return;
  await setTimeout(1);
  workAs(formed[Number(incoming.headers['x-at'])], 150);
  outgoing.end();
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();
const call = (path, headers = {}) =>
  new Promise((resolve) => {
    const outgoing = request({ port, path, headers }, (response) =>
      response.resume().on('end', resolve),
    );
    outgoing.on('error', resolve).end();
  });

// Twenty requests are told, fifty lines; as many canaries as go into each.
for (const secret of formed.slice(-10))
  void call(`/told-open/${query(secret)}?token=${query(secret)}`);
for (let at = 0; at < 5; at++) await call(`/told-block-${at}`, { 'x-at': at });
const perLine = Math.ceil(canaries.length / 40);
for (const [at, secret] of formed.slice(0, 10).entries()) {
  // Where a line is cut, and an address.
  log.info(`told-cut ${'x '.repeat(270 - at)}${secret}${' y'.repeat(60)}`);
  void call(`/told-open/${'x/'.repeat(80 - at)}${query(secret)}/y`);
}
for (let at = 0; at < canaries.length; at += perLine) {
  const some = canaries.slice(at, at + perLine);
  log.info(`told-line ${some.map(({ text }) => `password="${text}"`).join(' and ')}`);
}
if (way === 'profile') {
  process.send('ready');
  await new Promise((resolve) => process.once('message', resolve));
  for (let at = 0; at < 90; at++) {
    workAs(formed[at % 10], 100);
    await setTimeout(20);
  }
  await new Promise((resolve) => process.once('message', resolve));
  await flush(10_000);
  process.exit(0);
}
if (way === 'throw') {
  await setTimeout(1500);
  throw new Error('told-end');
}
if (way === 'end') {
  await setTimeout(1500);
  await flush(10_000);
  process.exit(0);
}
// Notes are written once a second, and once more what came since.
await setTimeout(2500);
process.send('ready');
