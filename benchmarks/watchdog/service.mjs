// One JSON route with a little work, nothing that blocks, traced and measured. Prints its port; /cost tells
// what it took, /on and /off start and stop all that watches this very process.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startMetrics } from '@sonde/metrics';
import { detectResource, resolveLaneOptions, sharedLane, warn } from '@sonde/pipeline';
import { startTracing } from '@sonde/tracing';
import {
  createCrashStory,
  createDelays,
  createHeapProfiles,
  startHeapWatch,
  startLeakWatch,
  startWatchdog,
} from '@sonde/watchdog';

/** Threads that were ended are gone by then; milliseconds. */
const ENDED_MS = 300;
const folder = mkdtempSync(join(tmpdir(), 'sonde-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const env = { ...process.env, SONDE_PROFILE_DIR: join(folder, 'profiles') };
const resource = detectResource(env, process.cwd());
const { redaction } = resolveLaneOptions({ resource }, env, warn);
const room = { lane: sharedLane({ resource }), resource, env, warn };
const story = createCrashStory(room.lane);
const delays = createDelays(story.requests);
const heapProfiles = createHeapProfiles();
let watching;
const parts = process.env.PARTS.split(',');
const starts = {
  blocks: () => startWatchdog({ ...room, delays, story, heapProfiles, redaction }),
  heap: () => startHeapWatch({ ...room, onGrowth: story.heap, profiles: heapProfiles }),
  leaks: () => startLeakWatch(room),
};
const times = parts.includes('times');

startMetrics(room);
startTracing({
  ...room,
  times: {
    started: (span) => (watching && times ? delays.started(span) : 0),
    ending: (span, endMs) => watching && times && delays.ending(span, endMs),
  },
});

const items = Array.from({ length: 200 }, (_, id) => ({ id, name: `thing ${id}`, price: id * 3 }));

const ways = {
  '/cost': () => {
    const { user, system } = process.cpuUsage();
    return { cpuMs: (user + system) / 1000, rssMb: process.memoryUsage().rss / 1e6 };
  },
  '/on': async () => {
    watching ??= Object.entries(starts)
      .filter(([part]) => parts.includes(part))
      .map(([, start]) => start());
    await setTimeout(ENDED_MS);
  },
  '/off': async () => {
    for (const stop of watching ?? []) stop();
    watching = undefined;
    await setTimeout(ENDED_MS);
  },
};

// After tracing, which follows the module as it is loaded.
const { createServer } = await import('node:http');
const server = createServer(async (request, response) => {
  response.setHeader('content-type', 'application/json');
  const way = ways[request.url];
  if (way) {
    response.end(JSON.stringify((await way()) ?? null));
    return;
  }
  const found = items.filter(({ price }) => price % 7 === request.url.length % 7);
  response.end(JSON.stringify(found));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
