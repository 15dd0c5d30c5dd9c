// A disk that tells at the first close of a journal that what was written before is not there. The number
// of the file goes to the application.
import fs, { fstatSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { openSync, closeSync } = fs;
let journal;
let own;
fs.openSync = (path, ...rest) => {
  const file = openSync(path, ...rest);
  if (String(path).endsWith('.jnl')) journal ??= file;
  return file;
};
fs.closeSync = (file) => {
  closeSync(file);
  if (file !== journal || own !== undefined) return;
  own = openSync(process.argv[1], 'r');
  throw Object.assign(new Error('EDQUOT'), { code: 'EDQUOT' });
};
syncBuiltinESMExports();

const isOpen = (file) => {
  try {
    return fstatSync(file).isFile();
  } catch {
    return false;
  }
};

const { createLane, resolveLaneOptions } = await import('@sonde/pipeline');
const options = { ...JSON.parse(process.env.PLAN).options, durability: 'process' };
const lane = createLane(resolveLaneOptions(options, {}, () => {}));
const pad = 'x'.repeat(200_000);
// More than one file of the journal takes.
for (let number = 0; number < 25; number++) {
  lane.offer('logs', JSON.stringify({ level: 30, time: 1, msg: String(number), pad }), 30);
}
await lane.flush(20_000);
writeSync(1, JSON.stringify({ sameNumber: own === journal, isOpen: isOpen(own) }));
