import { setTimeout } from 'node:timers/promises';
import { type SeenBlock, startService, until } from '../../packages/watchdog/test/start-service.ts';

/**
 * How often the watchdog is right: `node benchmarks/watchdog/precision.ts [times] [neighbours] [from] [to]` blocks
 * so often in each way among other requests, and counts what was told. `… calm [seconds]` keeps a
 * service busy with callbacks below the threshold instead, and counts what should not have been told.
 */
const [first = '13', second = '50', from = '0', to = '8'] = process.argv.slice(2);

const ways = [
  { what: 'loop, 150 ms', path: '/loop/150', name: 'loopFor' },
  { what: 'loop, 400 ms', path: '/loop/400', name: 'loopFor' },
  { what: 'loop, 2,000 ms', path: '/loop/2000', name: 'loopFor' },
  { what: 'regular expression', path: '/regexp/25', name: 'matchBadly' },
  { what: 'pbkdf2Sync', path: '/hash/800000', name: 'hashHard' },
  { what: 'JSON.parse of 50 MB', path: '/parse/1', name: 'parseBigBody' },
  { what: 'readFileSync, 400 ms', path: '/file/400', name: 'readSlowFile' },
  { what: 'garbage, 400 ms', path: '/garbage/400', name: 'makeGarbage' },
];
/** So many of these are 50 MB of JSON. */
const TEXT_ITEMS = '1080000';
/** A block comes to the receiver within this; milliseconds. */
const TOLD_MS = 2500;
const MAX_WAITING = 20;
/** The watchdog records one a second in the long run. */
const PAUSE_MS = 500;

async function precision(times: number, neighbours: number): Promise<void> {
  const service = await startService('blocking.mjs', { env: { TEXT_ITEMS } });
  const find = (traceId: string, since: number): SeenBlock | undefined =>
    service.records.find((one) => one.traceId === traceId) ??
    service.records.slice(since).find((one) => one.traceId === undefined);
  // What the first blocks teach: which profile is needed, and what V8 makes of the service's code.
  for (const { path } of ways) await service.ask(path);
  await setTimeout(TOLD_MS);
  let [blocks, recorded, named, traced, wrong] = [0, 0, 0, 0, 0];
  const wanted = ways.slice(Number(from), Number(to));
  for (const { what, path, name } of wanted) {
    const own = { recorded: 0, named: 0, traced: 0 };
    const odd: string[] = [];
    for (let i = 0; i < times; i++) {
      const since = service.records.length;
      const [traceId] = await Promise.all([
        service.ask(path),
        ...Array.from({ length: neighbours - 1 }, () => service.ask('/none/0')),
      ]);
      await until(() => service.records.length > since, TOLD_MS);
      const told = find(traceId, since);
      const others = service.records.slice(since).filter((one) => one !== told);
      wrong += others.filter((one) => one.traceId !== traceId && one.traceId !== undefined).length;
      if (told) own.recorded++;
      if (told?.attributes['code.function.name'] === name) own.named++;
      else odd.push(String(told?.attributes['code.function.name']));
      if (told?.traceId === traceId) own.traced++;
      await setTimeout(PAUSE_MS);
    }
    console.log(
      `  ${what.padEnd(22)} recorded ${own.recorded}, named ${own.named}, traced ${own.traced} of ${times}${odd.length > 0 ? `; told instead: ${odd.join(', ')}` : ''}`,
    );
    blocks += times;
    recorded += own.recorded;
    named += own.named;
    traced += own.traced;
  }
  console.log(
    `\n  of ${blocks} blocks among ${neighbours} requests each: recorded ${recorded}, function right ${named}, trace right ${traced}; traces of others told ${wrong}`,
  );
  await service.stop();
}

/** Callbacks of 15 ms, 53 a second: 80 of 100 parts of one processor. */
async function calm(seconds: number): Promise<void> {
  const service = await startService('blocking.mjs');
  const end = performance.now() + seconds * 1000;
  let asked = 0;
  let waiting = 0;
  while (performance.now() < end) {
    const pause = setTimeout(18.75);
    // A machine with other work to do would only pile them up.
    if (waiting < MAX_WAITING) {
      asked++;
      waiting++;
      void service.ask('/short/15').finally(() => waiting--);
    }
    await pause;
  }
  await setTimeout(TOLD_MS);
  console.log(
    `  ${asked} callbacks of 15 ms in ${seconds} s: ${service.records.length} blocks told`,
  );
  for (const { message } of service.records) console.log(`    ${message}`);
  await service.stop();
}

if (first === 'calm') await calm(Number(second));
else await precision(Number(first), Number(second));
