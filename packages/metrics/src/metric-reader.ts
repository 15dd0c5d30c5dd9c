import type { Warn } from '@sonde/pipeline';
import type { Registry } from 'prom-client';
import type { ApplicationRegistry } from './application-registry.js';
import type { Instrument } from './instrument.js';
import type { InstrumentSet } from './instrument-set.js';
import { createJoinedRegistry, type JoinedRegistry } from './join-registry.js';
import type { MetricFamily } from './metric-family.js';
import { type ApplicationMetric, readApplicationMetric } from './read-application-metric.js';
import type { Labels } from './series-store.js';
import { MAX_SERIES } from './series-store.js';

/** All metrics there are, the application's and ours, read the same way for every reader. */
export interface MetricReader {
  /** Asks those metrics that are asked, without waiting for answers that take time. */
  collect(): Promise<unknown>[];
  families(): Generator<MetricFamily>;
  /** The registry of the application, our metrics in it. Loads prom-client if nobody has. */
  registry(): Registry;
  /** Registers what is new of ours, where the application has a registry. */
  join(): void;
}

interface Readable extends ApplicationMetric {
  collect?: () => unknown;
}

function ask(metric: { collect?: (() => unknown) | undefined }, answers: Promise<unknown>[]): void {
  try {
    const answer = metric.collect?.();
    if (answer instanceof Promise) answers.push(answer.catch(() => {}));
  } catch {
    // A metric that cannot be collected keeps its last value.
  }
}

export function createMetricReader(
  set: InstrumentSet,
  application: ApplicationRegistry,
  warn: Warn,
): MetricReader {
  const joined = new WeakMap<Registry, JoinedRegistry>();
  const overflow = set.get({
    name: 'sonde.metrics.overflow',
    help: 'Measurements and series beyond the limit of label sets',
    unit: '{series}',
    kind: 'gauge',
  });
  const leftOut = new Map<string, number>();

  function joinedTo(registry: Registry): JoinedRegistry {
    let found = joined.get(registry);
    if (!found) {
      found = createJoinedRegistry(registry, warn);
      joined.set(registry, found);
    }
    return found;
  }

  function own(registry: Registry): Readable[] {
    const known = joinedTo(registry);
    const all = registry.getMetricsAsArray() as unknown as Readable[];
    return all.filter((metric) => !known.isOurs(metric));
  }

  function countOverflow(): void {
    overflow.clear();
    for (const instrument of set.all()) {
      const count = instrument.overflowed();
      if (count > 0) overflow.set(count, { metric: instrument.name });
    }
    for (const [metric, count] of leftOut) overflow.set(count, { metric });
  }

  function join(): Registry | undefined {
    const registry = application.loaded();
    if (registry) joinedTo(registry).join(set.all());
    return registry;
  }

  return {
    join() {
      join();
    },
    collect() {
      const registry = join();
      const answers: Promise<unknown>[] = [];
      for (const instrument of set.all()) ask(instrument, answers);
      if (registry) for (const metric of own(registry)) ask(metric, answers);
      countOverflow();
      return answers;
    },
    *families() {
      const registry = application.loaded();
      const isTaken = (instrument: Instrument) =>
        registry ? joinedTo(registry).isTaken(instrument.prometheusName) : false;
      for (const instrument of set.all()) {
        if (isTaken(instrument)) continue;
        const family = instrument.read();
        if (family.points.length > 0) yield family;
      }
      if (!registry) return;
      const shared = (registry as unknown as { _defaultLabels?: Labels })._defaultLabels ?? {};
      for (const metric of own(registry)) {
        const reading = readApplicationMetric(metric, shared, MAX_SERIES);
        if (!reading) continue;
        if (reading.leftOut > 0) leftOut.set(metric.name, reading.leftOut);
        else leftOut.delete(metric.name);
        yield reading.family;
      }
    },
    registry() {
      const registry = application.load();
      joinedTo(registry).join(set.all());
      return registry;
    },
  };
}
