#!/usr/bin/env node
// The production stack without containers: builds the back ends once, starts them with the files
// that compose mounts, stops them on Ctrl-C.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePorts } from '../examples/shop/run/ports.mjs';
import { buildBackends } from './stack/build-backends.mjs';
import { STACK_PORTS } from './stack/ports.mjs';
import { stackCache } from './stack/stack-cache.mjs';
import { startStack } from './stack/start-stack.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const state = process.env.XDG_STATE_HOME || join(homedir(), '.local/state');
const folder = process.env.SONDE_STACK_DATA ?? join(state, 'sonde/stack');
const secrets = join(root, 'dashboards/alertmanager/secrets');
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => stopping.abort());
const say = (line) => console.log(line);

try {
  const cache = stackCache(process.env);
  const logs = process.argv.includes('--loki') ? 'loki' : 'victorialogs';
  await buildBackends({ cache, say, signal: stopping.signal, wanted: [logs] });
  if (process.argv.includes('--build-only')) process.exit();

  const ports = await findFreePorts(STACK_PORTS, process.env);
  const { signal } = stopping;
  const stack = await startStack({
    root,
    bin: join(cache, 'bin'),
    folder,
    secrets,
    ports,
    env: process.env,
    signal,
    logs,
  });
  for (const [name, url] of Object.entries(stack.urls)) say(`${name.padEnd(13)} ${url}`);
  say(`Data and logs are in ${folder}. Ctrl-C ends it.`);
  if (!existsSync(secrets))
    say('Alerts go nowhere yet: `npm run stack:init` writes the files for their secrets.');

  const ended = new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined)),
  );
  const problem = await Promise.race([stack.failed, ended]);
  await stack.close();
  if (problem) throw new Error(problem);
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(`stack: ${error.message}`);
    process.exitCode = 1;
  }
}
