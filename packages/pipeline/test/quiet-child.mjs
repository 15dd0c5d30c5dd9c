// A service that waits for its first caller: it says one thing, and then its event loop has nothing to do.
import { createServer } from 'node:net';
import { createLane, resolveLaneOptions } from '@sonde/pipeline';

const lane = createLane(resolveLaneOptions(JSON.parse(process.env.OPTIONS), {}, () => {}));
createServer().listen(0, '127.0.0.1');
setTimeout(() => {
  lane.offer('logs', JSON.stringify({ level: 30, time: Date.now(), msg: 'ready' }));
}, 100);
