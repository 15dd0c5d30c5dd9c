// A server of several processes that logs in each of them, and is ended in the way that it is told.
import cluster from 'node:cluster';
import { writeSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { createLane, resolveLaneOptions, warn } from '@sonde/pipeline';

const [, , end] = process.argv;
const WORKERS = 2;
const REQUESTS = 200;

const lane = createLane(resolveLaneOptions(JSON.parse(process.env.OPTIONS), {}, warn));
let number = 0;

function log() {
  const id = `${cluster.isPrimary ? 'p' : `w${process.pid}`}-${number++}`;
  const line = JSON.stringify({ level: 30, time: Date.now(), msg: id });
  if (lane.offer('logs', line)) writeSync(1, `${id}\n`);
}

function serve() {
  process.on('SIGTERM', () => {
    log();
    process.exit(0);
  });
  process.on('message', () => {
    log();
    process.exit(0);
  });
  createServer((_request, response) => {
    log();
    response.end();
  }).listen(Number(process.env.PORT), '127.0.0.1');
}

const ask = (port) =>
  new Promise((resolve) => {
    get({ host: '127.0.0.1', port, agent: false }, (response) => {
      response.resume().on('end', resolve);
    }).on('error', resolve);
  });

async function lead() {
  const { promise, resolve } = Promise.withResolvers();
  let listening = 0;
  let port = 0;
  cluster.on('listening', (_worker, address) => {
    port = address.port;
    if (++listening === WORKERS) resolve();
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork({ PORT: '0' });
  await promise;
  for (let i = 0; i < REQUESTS; i++) {
    log();
    await ask(port);
  }
  const left = Promise.all(
    Object.values(cluster.workers).map((worker) => new Promise((gone) => worker.on('exit', gone))),
  );
  if (end === 'disconnect') cluster.disconnect();
  else {
    for (const worker of Object.values(cluster.workers)) {
      if (end === 'exit') worker.send('go');
      else worker.process.kill(end);
    }
  }
  await left;
  log();
}

if (cluster.isPrimary) await lead();
else serve();
