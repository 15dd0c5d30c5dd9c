import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { startService } from '../../packages/watchdog/test/start-service.ts';

/**
 * Whether what leaks is named and what does not leak is left alone:
 * `node benchmarks/watchdog/leaks.ts [requests a second] [seconds for each healthy program] [ways]`.
 */
const [rate = '200', seconds = '60', only] = process.argv.slice(2);

const leaking = {
  closure: 'rememberHandler',
  map: 'cacheForever',
  listener: 'listenForever',
  timer: 'remindMuchLater',
  buffers: 'keepBody',
};
const healthy = ['lru', 'warm', 'sawtooth', 'stream', 'batch'];
const MAX_BYTES = 200e6;
const MAX_MS = 600_000;
const TELL_MS = 3000;

async function drive(
  way: string,
  until: (bytes: number, ms: number, told: number) => boolean,
): Promise<void> {
  const canary = `canary-${randomUUID()}`;
  const service = await startService('remembering.mjs', {
    env: { CANARY: canary, DATABASE_PASSWORD: canary },
  });
  const own = () => service.records.filter((one) => one.eventName === 'nodejs.heap.growth');
  const ask = async () =>
    Number(await (await fetch(`http://127.0.0.1:${service.port}/${way}`)).text());
  const base = await ask();
  const began = performance.now();
  let bytes = base;
  while (!until(bytes - base, performance.now() - began, own().length)) {
    const pause = setTimeout(1000 / Number(rate));
    bytes = await ask();
    await pause;
  }
  const took = (performance.now() - began) / 1000;
  await setTimeout(TELL_MS);
  const [told] = own();
  const leaked = JSON.stringify(service.records).includes(canary) ? '; A SECRET WAS TOLD' : '';
  const grown = ((bytes - base) / 1e6).toFixed(0);
  const name = told?.attributes['code.function.name'];
  const right = name === leaking[way as keyof typeof leaking] ? 'right' : 'wrong';
  const line = told ? ` (line ${told.attributes['code.line.number']})` : '';
  console.log(
    `  ${way.padEnd(9)} ${told ? `told, ${right}` : 'not told'} after ${took.toFixed(0)} s and ${grown} MB: ${told?.message ?? ''}${line}${leaked}`,
  );
  await service.stop();
}

const wanted = only?.split(',') ?? [...Object.keys(leaking), ...healthy];
for (const way of wanted) {
  await (healthy.includes(way)
    ? drive(way, (_bytes, ms) => ms > Number(seconds) * 1000)
    : drive(way, (bytes, ms, told) => told > 0 || bytes > MAX_BYTES || ms > MAX_MS));
}
