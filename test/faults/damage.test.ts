import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createLane, type Lane, resolveLaneOptions } from '@sonde/pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, take, until } from '../../packages/pipeline/test/otlp-sink.js';
import { createLaneHome, expectSums, type LaneHome, long } from './lane-home.js';
import { runLoad } from './run-load.js';

let home: LaneHome;
let lanes: Lane[];

beforeEach(async () => {
  home = await createLaneHome();
  lanes = [];
});

afterEach(async () => {
  await Promise.all(lanes.map((lane) => lane.close(1000)));
  await home.close();
});

function start(more: object = {}): Lane {
  const lane = createLane(resolveLaneOptions(home.options(more), {}, () => {}));
  lanes.push(lane);
  return lane;
}

const line = (msg: string): string => JSON.stringify({ level: 30, time: Date.now(), msg });

/** Leaves ten batches of ten in the spool. */
async function leave(): Promise<void> {
  home.sink.behave = answer(503);
  const lane = start();
  for (let i = 0; i < 100; i++) {
    lane.offer('logs', line(`old ${i}`));
    if (i % 10 === 9) await lane.flush();
  }
  await lane.close();
  home.sink.behave = take;
}

async function startAndSettle(): Promise<Lane> {
  const lane = start();
  lane.offer('logs', line('new'));
  await until('the new one arrives', () => home.sink.bodies.includes('new'));
  await until('all is settled', () => lane.ledger().signals.logs.queued === 0);
  expectSums(lane.ledger());
  return lane;
}

describe('a damaged spool is read as far as it is whole', () => {
  for (let round = 0; round < (long ? 200 : 4); round++) {
    it(`with bits that flipped, ${round}`, async () => {
      await leave();
      for (const path of home.segments()) {
        const bytes = readFileSync(path);
        for (let i = 0; i < 3; i++) {
          const at = 8 + Math.floor(Math.random() * (bytes.length - 8));
          bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(Math.random() * 8));
        }
        writeFileSync(path, bytes);
      }
      const { signals } = (await startAndSettle()).ledger();
      const old = home.sink.bodies.filter((body) => body.startsWith('old'));
      expect(signals.logs.delivered).toBe(old.length + 1);
      expect(old.length).toBeGreaterThanOrEqual(70);
      expect(new Set(old).size).toBe(old.length);
    });
  }

  it('with files that end too early, one that is empty and one of nonsense', async () => {
    await leave();
    const [path = ''] = home.segments();
    truncateSync(path, Math.floor(readFileSync(path).length / 2));
    writeFileSync(join(path, '../000-empty.seg'), '');
    writeFileSync(join(path, '../001-nonsense.seg'), Buffer.alloc(5000, 'SNDR'));
    writeFileSync(join(path, '../adopted-0-00.jnl'), Buffer.alloc(5000, 'SNDJ'));
    await startAndSettle();
    expect(home.sink.bodies.length).toBeGreaterThan(40);
  });

  it('with a length that is huge', async () => {
    await leave();
    const [path = ''] = home.segments();
    const bytes = readFileSync(path);
    bytes.writeUInt32LE(0xffff_fff0, 8 + 12);
    writeFileSync(path, bytes);
    await startAndSettle();
    expect(home.sink.bodies.filter((body) => body.startsWith('old'))).toHaveLength(90);
  });

  it('with a file of a newer format, which is set aside', async () => {
    await leave();
    const [path = ''] = home.segments();
    writeFileSync(join(path, '../000-newer.seg'), 'SNDSPL02 and something that nobody knows');
    await startAndSettle();
    expect(home.sink.bodies).toHaveLength(101);
    expect(readdirSync(join(home.folder, 'aside'))).toEqual(['000-newer.seg']);
  });

  it('with a journal that ends in the middle of a record', async () => {
    const load = runLoad({
      id: 'a',
      burst: 50,
      tell: 'turn',
      finally: 'stay',
      options: home.options({ durability: 'process' }),
    });
    home.sink.behave = answer(503);
    await load.done;
    load.child.kill('SIGKILL');
    await load.ended;
    const journal = readdirSync(home.folder, { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith('.jnl'),
    );
    expect(journal).toBeDefined();
    const path = join(home.folder, journal ?? '');
    truncateSync(path, readFileSync(path).length - 10);
    home.sink.behave = take;
    await startAndSettle();
    const known = /^(?:a-\d+|new)$/;
    expect(home.sink.bodies.filter((body) => !known.test(body))).toEqual([]);
    expect(new Set(home.sink.bodies).size).toBeGreaterThanOrEqual(50);
  });
});

it('a spool that is a symbolic link is not followed', async () => {
  const elsewhere = `${home.folder}-elsewhere`;
  mkdirSync(elsewhere, { mode: 0o700 });
  symlinkSync(elsewhere, home.folder);
  home.sink.behave = answer(503);
  const lane = start();
  lane.offer('logs', line('x'));
  expect(await lane.flush(1500)).toBe(false);
  expect(readdirSync(elsewhere)).toEqual([]);
});

it('a batch that is refused for good is kept for a human, and the rest goes on', async () => {
  home.sink.behave = ({ body }, response) =>
    body.includes('poison') ? answer(400)({} as never, response) : 'take';
  const lane = start({ compression: 'none' });
  lane.offer('logs', line('poison'));
  await lane.flush();
  lane.offer('logs', line('well'));
  await lane.flush();
  expect(home.sink.bodies).toEqual(['well']);
  expect(lane.ledger().signals.logs.dropped).toEqual({ rejected: 1 });
  const kept = join(home.folder, 'dead-letter');
  expect(existsSync(kept)).toBe(true);
  const [name = ''] = readdirSync(kept);
  expect(readFileSync(join(kept, name), 'latin1')).toContain('poison');
});
