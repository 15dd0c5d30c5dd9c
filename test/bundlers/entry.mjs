// An application that a bundler makes one file of. Its options come in OPTIONS, its end in END.
import { createLogger } from '@sonde/logger';
import { createLane, resolveLaneOptions, warn } from '@sonde/pipeline';

const lane = createLane(resolveLaneOptions(JSON.parse(process.env.OPTIONS), {}, warn));
const log = createLogger({ lane, print: false });
log.info({ card: '4111 1111 1111 1111' }, 'first');
if (process.env.END === 'at once') {
  log.info('second');
  process.exit(3);
}
setTimeout(() => {
  log.info('second');
  process.exitCode = 3;
}, 300);
