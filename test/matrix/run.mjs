#!/usr/bin/env node
// `npm run test:matrix`: installs the frameworks and clients, starts the servers, and runs every program
// on every Node, imported and required. `npm run test:matrix -- -t kafkajs` runs one.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { install } from '../../scripts/start/install.mjs';
import { SERVERS, startServers } from './servers/start-servers.mjs';

const here = import.meta.dirname;
const root = dirname(dirname(here));
const cache = join(root, '.cache/matrix');
const say = (text) => console.log(text);

mkdirSync(cache, { recursive: true });
await install({ root: here, cache, say, signal: new AbortController().signal });
const servers = await startServers(SERVERS, { cache, say });
for (const [name, why] of Object.entries(servers.missing)) say(`Without ${name}: ${why}`);
const tested = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'test/matrix', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...servers.env, SONDE_MATRIX: 'all' },
  },
);
await servers.stop();
process.exit(tested.status === 0 && Object.keys(servers.missing).length === 0 ? 0 : 1);
