import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTrace } from './ask-jaeger.ts';
import { findLines } from './find-lines.ts';
import { type Backends, LOGS, MISSING, openBackends } from './open-backends.ts';
import { bodiesOf, makeProbes, type Probe, sendOtlp } from './otlp-probe.ts';
import { until } from './until.ts';

const OUTAGE_MS = 120_000;
const PROBES_AT_ONCE = 5;
const PAUSE_MS = 250;
const STORES = [LOGS, 'jaeger', 'prometheus'];

type Signal = 'logs' | 'traces' | 'metrics';

let backends: Backends;
let sender: ReturnType<typeof keepSending>;

describe.skipIf(MISSING.length > 0)(
  `Two minutes without any back end, and a collector killed in them (missing: ${MISSING.join(', ') || 'nothing'})`,
  () => {
    beforeAll(async () => {
      backends = await openBackends({ env: { SONDE_TRACES_KEPT_PERCENT: '100' } });
      const { stack } = backends;
      sender = keepSending(stack.urls.otlp);
      await until('the first', () => (sender.acknowledged.logs.length > 20 ? true : undefined));
      for (const name of STORES) await stack.stop(name);
      await wait(OUTAGE_MS / 2);
      await stack.stop('collector', 'SIGKILL');
      await stack.start('collector');
      await wait(OUTAGE_MS / 2);
      for (const name of STORES) await stack.start(name);
      await wait(5_000);
      await sender.stop();
    }, 400_000);
    afterAll(() => backends?.close());

    it('takes what is sent meanwhile', () => {
      const { logs, traces, metrics } = sender.acknowledged;
      const least = (OUTAGE_MS / PAUSE_MS / 4) * PROBES_AT_ONCE;
      for (const taken of [logs, traces, metrics]) expect(taken.length).toBeGreaterThan(least);
    });

    it('loses no line that was acknowledged', async () => {
      const { urls } = backends.stack;
      const missing = await untilNone(async () => {
        const found = new Set(
          (await findLines(urls.logs, 'probe')).flatMap((line) => line.match(/mark[0-9a-f]{12}/)),
        );
        return sender.acknowledged.logs.filter(({ mark }) => !found.has(mark));
      });
      expect(missing).toEqual([]);
    });

    it('loses no span that was acknowledged', async () => {
      let left = sender.acknowledged.traces;
      const missing = await untilNone(async () => {
        const found = await Promise.all(
          left.map(({ traceId }) => findTrace(backends.stack.urls.jaeger, traceId)),
        );
        left = left.filter((_, i) => !found[i]);
        return left;
      });
      expect(missing).toEqual([]);
    });

    it('loses no point that was acknowledged', async () => {
      const missing = await untilNone(async () => {
        const found = new Set(await marksInPrometheus(backends.stack.urls.prometheus));
        return sender.acknowledged.metrics.filter(({ mark }) => !found.has(mark));
      });
      expect(missing).toEqual([]);
    });
  },
);

/** Sends a few of each signal again and again; keeps what was acknowledged, by signal. */
function keepSending(url: string) {
  const acknowledged: Record<Signal, Probe[]> = { logs: [], traces: [], metrics: [] };
  const ending = new AbortController();
  const ended = (async () => {
    while (!ending.signal.aborted) {
      const probes = makeProbes(PROBES_AT_ONCE);
      const sent = Object.entries(bodiesOf(probes)).map(async ([signal, body]) => {
        if (await sendOtlp(url, signal, body)) acknowledged[signal as Signal].push(...probes);
      });
      await Promise.all(sent);
      await wait(PAUSE_MS);
    }
  })();
  return {
    acknowledged,
    async stop() {
      ending.abort();
      await ended;
    },
  };
}

/** What is still missing after a while of asking. */
async function untilNone(ask: () => Promise<Probe[]>): Promise<Probe[]> {
  let missing: Probe[] = [];
  await until('everything', async () => {
    missing = await ask();
    return missing.length === 0 ? true : undefined;
  }).catch(() => undefined);
  return missing;
}

async function marksInPrometheus(url: string): Promise<string[]> {
  const since = String(Date.now() / 1000 - 1800);
  const query = new URLSearchParams({ 'match[]': 'probe', start: since });
  const response = await fetch(`${url}/api/v1/label/mark/values?${query}`);
  return ((await response.json()) as { data: string[] }).data;
}
