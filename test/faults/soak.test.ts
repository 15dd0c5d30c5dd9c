import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answer, type Behaviour, hang, take } from '../../packages/pipeline/test/otlp-sink.js';
import { createLaneHome, expectSums, type LaneHome } from './lane-home.js';
import { type Load, runLoad } from './run-load.js';

const MINUTE = 60_000;
/** `SONDE_SOAK_MIN` minutes; without it there is no soak. */
const minutes = Number(process.env['SONDE_SOAK_MIN'] ?? 0);
/** A fault comes this often, and lasts a third of it. */
const EVERY_MS = 30_000;
const PER_SECOND = 1000;

let home: LaneHome;

beforeEach(async () => {
  home = await createLaneHome();
});

afterEach(() => home.close());

const reset: Behaviour = (_request, response) => {
  response.socket?.resetAndDestroy();
  return 'done';
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Sample {
  rssMb: number;
  files: number;
}

function sample({ child }: Load): Sample {
  const own = `/proc/${child.pid}`;
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`${own}/status`, 'latin1'))?.[1];
  return { rssMb: Math.round(Number(rss) / 1024), files: readdirSync(`${own}/fd`).length };
}

/** The worst of some, in the middle of which nothing was out of order. */
const worst = (samples: Sample[]): Sample => ({
  rssMb: Math.max(...samples.map(({ rssMb }) => rssMb)),
  files: Math.max(...samples.map(({ files }) => files)),
});

it.skipIf(minutes === 0)(
  `for ${minutes} minutes with a fault every 30 s, memory and files stay flat and the books exact`,
  {
    timeout: (minutes + 5) * MINUTE,
  },
  async () => {
    const faults: [string, () => Promise<void>, () => Promise<void>][] = [
      ...(
        [
          ['answers 503', answer(503)],
          ['hangs', hang],
          ['resets', reset],
          ['asks to wait', answer(429, { 'retry-after': '2' })],
          ['resets after it took', () => 'take and reset' as const],
        ] as [string, Behaviour][]
      ).map(([name, behave]): [string, () => Promise<void>, () => Promise<void>] => [
        name,
        async () => void (home.sink.behave = behave),
        async () => void (home.sink.behave = take),
      ]),
      ['is down', () => home.sink.close(), () => home.sink.reopen()],
      [
        'stands still with the application',
        async () => {
          load.child.kill('SIGSTOP');
          await pause(2000);
          load.child.kill('SIGCONT');
        },
        async () => {},
      ],
    ];
    // Each record is looked at when it comes, and not kept: this program must stay flat too.
    const seen = new Uint8Array(minutes * 60 * PER_SECOND * 2);
    let repeats = 0;
    const note = (...bodies: string[]): number => {
      for (const body of bodies) {
        const number = Number(body.slice(2));
        if (seen[number] === 1) repeats++;
        seen[number] = 1;
      }
      return 0;
    };
    home.sink.bodies.push = note;
    home.sink.records.push = () => 0;
    home.sink.headers.push = () => 0;
    const load = runLoad({
      id: 'a',
      perSecond: PER_SECOND,
      forMs: minutes * MINUTE,
      finally: 'settle',
      options: home.options({ timeoutMs: 2000 }),
    });
    const began = performance.now();
    const calm: Sample[] = [];
    for (let round = 0; performance.now() - began < (minutes - 0.5) * MINUTE; round++) {
      const [name, begin, end] = faults[round % faults.length];
      await begin();
      await pause(EVERY_MS / 3);
      await end();
      await pause((EVERY_MS * 2) / 3);
      calm.push(sample(load));
      console.log(`after the receiver ${name}: ${JSON.stringify(calm.at(-1))}`);
    }
    const end = await load.ended;
    expect([end.code, end.signal]).toEqual([0, null]);
    expectSums(end.report?.ledger);
    const { logs } = end.report?.ledger.signals ?? {};
    const offered = end.report?.offered ?? 0;
    expect(logs, `warned of: ${end.report?.warnings.join() || 'nothing'}`).toMatchObject({
      accepted: offered,
      delivered: offered,
      dropped: {},
      queued: 0,
    });
    expect(seen.reduce((sum, one) => sum + one, 0)).toBe(offered);
    const half = Math.ceil(calm.length / 2);
    const [early, late] = [worst(calm.slice(0, half)), worst(calm.slice(half))];
    console.log(
      `${offered} records, ${repeats} repeats; early ${JSON.stringify(early)}, late ${JSON.stringify(late)}`,
    );
    expect(late.files).toBeLessThanOrEqual(early.files + 3);
    expect(late.rssMb).toBeLessThan(early.rssMb * 1.25);
  },
);
