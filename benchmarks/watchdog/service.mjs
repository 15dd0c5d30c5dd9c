// One JSON route with a little work, nothing that blocks. Prints its port; /cost tells what it took,
// /on and /off start and stop the watchdog of this very process.
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { sharedLane, warn } from '@sonde/pipeline';
import { startWatchdog } from '@sonde/watchdog';

/** Past the watchdog's own wait, so that all of it is there; milliseconds. */
const SETTLED_MS = 1500;
const items = Array.from({ length: 200 }, (_, id) => ({ id, name: `thing ${id}`, price: id * 3 }));
let stop;

const ways = {
  '/cost': () => {
    const { user, system } = process.cpuUsage();
    return { cpuMs: (user + system) / 1000, rssMb: process.memoryUsage().rss / 1e6 };
  },
  '/on': async () => {
    const env = { SONDE_BLOCK_THRESHOLD_MS: '100' };
    stop ??= startWatchdog({ lane: sharedLane(), env, warn });
    await setTimeout(SETTLED_MS);
  },
  '/off': async () => {
    stop?.();
    stop = undefined;
    await setTimeout(SETTLED_MS);
  },
};

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
