import { startViewer, type Viewer } from '@sonde/viewer';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { IssuesAnswer, Reason, ReasonsAnswer } from '../src/api.js';
import { type Explained, startExplained } from './start-explained.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let viewer: Viewer;
let service: Explained;

const get = async <T>(path: string): Promise<T> =>
  (await (await fetch(viewer.urls.page + path)).json()) as T;

/** The sentences about a trace, once one of this kind is among them. */
async function reasonsOf(traceId: string, kind?: Reason['kind']): Promise<Reason[]> {
  let reasons: Reason[] = [];
  await expect
    .poll(
      async () => {
        ({ reasons = [] } = await get<Partial<ReasonsAnswer>>(`/api/traces/${traceId}/reasons`));
        return kind === undefined || reasons.some((one) => one.kind === kind);
      },
      { timeout: 10_000 },
    )
    .toBe(true);
  return reasons;
}

const textsOf = (reasons: Reason[], kind: Reason['kind']): string[] =>
  reasons.filter((one) => one.kind === kind).map(({ text }) => text);

beforeAll(async () => {
  const port = { otlpHttpPort: 0, otlpGrpcPort: 0, pagePort: 0 };
  viewer = await startViewer({ ...port, dataFolder: ':memory:' });
  service = await startExplained(viewer);
  await service.ask('/quick');
});
afterAll(async () => {
  await service.stop();
  await viewer.close();
});

describe('a trace says', () => {
  it('that one query was made for each row of another', async () => {
    const traceId = await service.ask('/many');
    // Spans come in more than one batch.
    await expect
      .poll(async () => textsOf(await reasonsOf(traceId, 'repeated'), 'repeated'), {
        timeout: 10_000,
      })
      .toEqual([
        expect.stringMatching(
          /^38 queries of one shape took \d.*\(N\+1\): SELECT \* FROM items WHERE order_id = \? AND state IN \(\?\)$/,
        ),
      ]);
  });

  it('that calls ran one after the other, but not of those that write', async () => {
    const reasons = await reasonsOf(await service.ask('/row'), 'in_a_row');
    expect(textsOf(reasons, 'in_a_row')).toEqual([
      expect.stringMatching(
        /^3 calls ran one after the other and took \d+ ms: GET, GET, SELECT stock\./,
      ),
    ]);
    const written = await service.ask('/writes');
    await reasonsOf(await service.ask('/row'), 'in_a_row');
    expect(textsOf(await reasonsOf(written), 'in_a_row')).toEqual([]);
  });

  it('that a breaker was open, and since which version the error is there', async () => {
    const reasons = await reasonsOf(await service.ask('/refused'), 'refused');
    expect(textsOf(reasons, 'refused')).toEqual([
      expect.stringMatching(/^A circuit breaker in shop was open, so a call was refused/),
    ]);
    expect(textsOf(reasons, 'first_seen')).toEqual([
      expect.stringMatching(/^The error “.*Breaker is open” was first seen in version 1\.4\.2\.$/),
    ]);
  });

  it('whom it waited for, and the other that it kept the loop', async () => {
    let delayed: Reason[] = [];
    let blocker = '';
    for (let i = 0; i < 6 && delayed.length === 0; i++) {
      const all = await Promise.all([service.ask('/wait'), service.ask('/block')]);
      blocker = all[1];
      await reasonsOf(blocker, 'blocked').catch(() => []);
      delayed = (await reasonsOf(all[0])).filter(({ traceId }) => traceId === blocker);
    }
    expect(delayed).toMatchObject([{ traceId: blocker }]);
    expect(delayed[0]?.text).toMatch(
      new RegExp(
        `^GET of shop waited \\d.* for the event loop, kept by trace ${blocker.slice(0, 8)}, which ran rankProducts \\(explained\\.mjs:\\d+\\)\\.$`,
      ),
    );
    const own = await reasonsOf(blocker, 'blocked');
    expect(textsOf(own, 'blocked')).toEqual([
      expect.stringMatching(
        /^It kept the event loop of shop for \d.* in rankProducts \(explained\.mjs:\d+\)/,
      ),
    ]);
  });

  it('which profile was taken meanwhile', async () => {
    const [, traceId] = await Promise.all([service.profile(600), service.ask('/slow/100')]);
    const [reason] = (await reasonsOf(traceId, 'profiled')).filter(
      ({ kind }) => kind === 'profiled',
    );
    expect(reason?.text).toMatch(/^A CPU profile of shop, \d.* long, was taken meanwhile\.$/);
    expect(reason?.profile).toMatch(/^shop-\d+-\d+\.cpuprofile$/);
  });

  it('that it was slower than its route is', async () => {
    for (let i = 0; i < 30; i++) await service.ask('/quick');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const reasons = await reasonsOf(await service.ask('/slow/2500'), 'slow');
    expect(reasons[0]).toMatchObject({
      kind: 'slow',
      text: expect.stringMatching(
        /^GET of shop took 2\.\d s, .* longer than 95 of 100 of its \d+ requests\.$/,
      ),
    });
  });

  it('the same whenever it is asked, and nothing where there is nothing to say', async () => {
    const traceId = await service.ask('/row');
    const first = await reasonsOf(traceId, 'in_a_row');
    expect(await reasonsOf(traceId, 'in_a_row')).toEqual(first);
    const calm = await service.ask('/quick');
    await reasonsOf(await service.ask('/row'), 'in_a_row');
    expect(await reasonsOf(calm)).toEqual([]);
    expect((await fetch(`${viewer.urls.page}/api/traces/${'1'.repeat(32)}/reasons`)).status).toBe(
      404,
    );
  });
});

describe('an issue says', () => {
  it('since when it is there, and what happened around its latest event', async () => {
    let issue: string | undefined;
    // A starved machine hides a block for good reason.
    for (let i = 0; i < 10 && issue === undefined; i++) {
      await reasonsOf(await service.ask('/block'), 'blocked').catch(() => []);
      const { issues } = await get<IssuesAnswer>('/api/issues?q=EventLoopBlock');
      issue = issues[0]?.fingerprint;
    }
    const { reasons } = await get<ReasonsAnswer>(`/api/issues/${issue}/reasons`);
    const texts = reasons.map(({ text }) => text);
    expect(texts[0]).toBe('First seen in version 1.4.2.');
    expect(texts).toContainEqual(
      expect.stringMatching(/^In its latest trace: It kept the event loop/),
    );
    expect(reasons.find(({ kind }) => kind === 'blocked')?.traceId).toMatch(/^[0-9a-f]{32}$/);
  });
});
