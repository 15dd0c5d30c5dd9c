#!/usr/bin/env node
// `npm start`: installs and builds what is missing, then runs the viewer, the example shop and a
// visitor until Ctrl-C. Plain JavaScript on Node's own modules: nothing is installed when it starts.
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFreePorts } from '../examples/shop/run/ports.mjs';
import { build } from './start/build.mjs';
import { checkNode, checkNpm, checkWritable } from './start/check-tools.mjs';
import { install } from './start/install.mjs';
import { listParts } from './start/parts.mjs';
import { PORTS } from './start/ports.mjs';
import { startChild } from './start/start-child.mjs';

const SHOP_GRACE_MS = 3_000;
const VIEWER_GRACE_MS = 1_200;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Neither installs nor builds: for a checkout that somebody else keeps ready. */
const asIs = process.argv.includes('--as-is');

const running = {};
let ports;
const stopping = new AbortController();
const { signal } = stopping;
let exitCode = 0;

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(name, () => (signal.aborted ? process.exit(1) : stopping.abort()));
}
process.stdout.on('error', () => stopping.abort());
process.on('exit', killAll);

try {
  await prepare();
  await run();
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
} catch (error) {
  if (!signal.aborted) fail(error);
}
await stop();
process.exit(exitCode);

async function prepare() {
  checkNode();
  ports = await findFreePorts(PORTS, process.env);
  if (asIs) return;
  await checkNpm();
  checkWritable(root);
  const cache = join(root, '.cache/start');
  await install({ root, cache, say, signal });
  await build({ root, cache, say, signal });
}

async function run() {
  const parts = listParts(ports, process.env);
  say('Starting the viewer, the shop and a visitor …');
  for (const [name, part] of Object.entries(parts)) {
    const child = startChild({ root, ...part });
    running[name] = child;
    if (part.health) await child.ready(signal);
    void child.exited.then((how) => signal.aborted || fail(new Error(how)));
  }
  say(`
  The shop    http://127.0.0.1:${ports.gateway}   a page, a gateway, three services, a database
  The viewer  http://127.0.0.1:${ports.viewer}   what they do, as it happens

  First: put something into the cart, check out, and find that click under Traces.
  Then:  open Faults in the shop, break something, and see where the viewer shows it.

  Ctrl-C stops all of it.
`);
}

async function stop() {
  if (exitCode === 0) say('\nStopping …');
  const { viewer, ...clients } = running;
  await end(Object.values(clients), SHOP_GRACE_MS);
  // Last, so that it still receives what the others send at their end.
  if (viewer) await end([viewer], VIEWER_GRACE_MS);
}

async function end(children, graceMs) {
  for (const child of children) child.end();
  await Promise.race([Promise.all(children.map(({ exited }) => exited)), wait(graceMs)]);
  for (const child of children) child.kill();
}

function killAll() {
  for (const child of Object.values(running)) child.kill();
}

function fail(error) {
  console.error(`\n${error.message}`);
  exitCode = 1;
  stopping.abort();
}

function say(text) {
  console.log(text);
}
