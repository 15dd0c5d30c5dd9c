import { setTimeout } from 'node:timers/promises';
import type { Preload } from '../measure/preload.ts';
import { type Sink, startSink } from '../measure/start-sink.ts';
import { type Figures, WarmService } from './service-process.ts';

/** Short, since a shared machine changes its speed within seconds; every one begins with new connections. */
const SLICE_SECONDS = 2;
/** For what the last one has still to send. */
const REST_MS = 1000;

export type Measured = Figures & { posts: Record<string, number> };

interface Competitor {
  service: WarmService;
  sink: Sink;
}

async function posts({ url }: Sink): Promise<Record<string, number>> {
  return (await (await fetch(`${url}/posts`)).json()) as Record<string, number>;
}

/**
 * Starts all of them, and when every one is warm puts them under load in turn, slice by slice, each with a receiver of
 * its own.
 *
 * @param seconds of load for each, and at least one slice.
 */
export async function measureRound(
  preloads: Preload[],
  env: Record<string, string>,
  seconds: number,
): Promise<Measured[]> {
  const all: Competitor[] = [];
  for (const preload of preloads) {
    const sink = await startSink();
    all.push({ service: await WarmService.start(preload, { ...env, ...sink.env }), sink });
  }
  for (const { sink } of all) await posts(sink);
  for (let spent = 0; spent < seconds; spent += SLICE_SECONDS) {
    for (const { service } of all) {
      await service.run(SLICE_SECONDS);
      await setTimeout(REST_MS);
    }
  }
  const measured: Measured[] = [];
  for (const { service, sink } of all) {
    measured.push({ ...(await service.end()), posts: await posts(sink) });
    sink.stop();
  }
  return measured;
}
