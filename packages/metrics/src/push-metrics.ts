import { setImmediate } from 'node:timers/promises';
import type { InstrumentationScope, Metric } from '@sonde/otlp';
import type { Lane } from '@sonde/pipeline';
import { encodeFamily } from './encode-families.js';
import type { MetricFamily } from './metric-family.js';
import type { MetricReader } from './metric-reader.js';
import { settle } from './settle.js';

const SCOPE: InstrumentationScope = { name: '@sonde/metrics' };
/** Characters of one record; a registry that is larger travels in several. */
const MAX_RECORD = 100_000;
/** Points of one metric in one record. */
const MAX_POINTS = 200;
/** Milliseconds that a push may work before it lets the loop turn. */
const WORK_MS = 5;

export interface Push {
  /** Hands the registry to the lane, letting the loop turn now and then. */
  push(): Promise<void>;
  /** The same at once, for the end of a process. */
  pushSync(): void;
}

function* slices(family: MetricFamily): Generator<MetricFamily> {
  if (family.points.length <= MAX_POINTS) {
    yield family;
    return;
  }
  for (let at = 0; at < family.points.length; at += MAX_POINTS) {
    const points = family.points.slice(at, at + MAX_POINTS);
    yield { ...family, points } as MetricFamily;
  }
}

export function createPush(reader: MetricReader, lane: Lane, startMs: number): Push {
  let pushedMs = 0;

  function* records(): Generator<string | undefined> {
    const period = { startMs, sinceMs: pushedMs, nowMs: Date.now() };
    pushedMs = period.nowMs;
    const head = `{"scope":${JSON.stringify(SCOPE)},"metrics":[`;
    let body = '';
    for (const family of reader.families()) {
      for (const slice of slices(family)) {
        const metric: Metric = encodeFamily(slice, period);
        const text = JSON.stringify(metric);
        if (body && body.length + text.length > MAX_RECORD) {
          yield `${head}${body}]}`;
          body = '';
        }
        body += body ? `,${text}` : text;
        yield undefined;
      }
    }
    if (body) yield `${head}${body}]}`;
  }

  return {
    async push() {
      await settle(reader.collect());
      let since = performance.now();
      for (const record of records()) {
        if (record !== undefined) lane.offer('metrics', record);
        if (performance.now() - since < WORK_MS) continue;
        await setImmediate(undefined, { ref: false });
        since = performance.now();
      }
    },
    pushSync() {
      void reader.collect();
      for (const record of records()) if (record !== undefined) lane.offer('metrics', record);
    },
  };
}
