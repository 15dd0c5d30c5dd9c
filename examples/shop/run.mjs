#!/usr/bin/env node
// Starts the shop: Postgres, the three services, the gateway. Ctrl-C or SIGTERM ends all of it.
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePorts, SHOP_PORTS } from './run/ports.mjs';
import { listProcesses } from './run/processes.mjs';
import { startProcess } from './run/start-process.mjs';
import { waitUntilReady } from './run/wait-until-ready.mjs';

/** For each wave of the end; together below the 5 s that an end may take. */
const GRACE_MS = 1_400;
const running = [];
const stopping = new AbortController();
let exitCode = 0;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort());
process.stdout.on('error', () => stopping.abort());

try {
  await start();
} catch (error) {
  fail(error.message);
}
if (!stopping.signal.aborted) {
  await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
}
await stop();
process.exit(exitCode);

async function start() {
  const { postgres, ...services } = SHOP_PORTS;
  const needed = process.env.DATABASE_URL ? services : { postgres, ...services };
  const ports = await findFreePorts(needed, process.env);
  for (const description of listProcesses(ports, process.env)) {
    if (stopping.signal.aborted) return;
    const started = startProcess(description);
    running.push(started);
    void started.exited.then((how) => fail(`${started.name} ${how}.`));
    await waitUntilReady(description, { signal: stopping.signal });
  }
  console.log(`The shop is open: http://127.0.0.1:${ports.gateway}`);
}

/** The first problem is told and ends the shop; what follows from the end is not. */
function fail(message) {
  if (stopping.signal.aborted) return;
  console.error(`shop: ${message}`);
  exitCode = 1;
  stopping.abort();
}

/** The gateway first, so that nothing new comes in; then its services, then the database. */
async function stop() {
  for (const wave of [['gateway'], ['orders', 'notify', 'catalog'], ['postgres']]) {
    const ending = running.filter(({ name }) => wave.includes(name));
    for (const { kill } of ending) kill('SIGTERM');
    await Promise.race([Promise.all(ending.map(({ exited }) => exited)), wait(GRACE_MS)]);
    for (const { kill } of ending) kill('SIGKILL');
  }
}
