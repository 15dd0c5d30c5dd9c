import type { Warn } from '@sonde/pipeline';
import type { Registry } from 'prom-client';
import type { Instrument } from './instrument.js';
import { createRegisteredMetric, type RegisteredMetric } from './registered-metric.js';

type Metrics = Map<string, RegisteredMetric>;

interface OpenRegistry {
  registerMetric(metric: { name: string }): void;
  getSingleMetric(name: string): unknown;
  removeSingleMetric(name: string): void;
}

/** Our metrics inside an application's registry, where the application's own always go first. */
export interface JoinedRegistry {
  /** Registers those of our instruments that are not there yet. */
  join(instruments: Iterable<Instrument>): void;
  isOurs(metric: unknown): boolean;
  /** Whether the application has a metric of this name itself. */
  isTaken(prometheusName: string): boolean;
}

export function createJoinedRegistry(registry: Registry, warn: Warn): JoinedRegistry {
  const open = registry as unknown as OpenRegistry;
  const ours: Metrics = new Map();
  const taken = new Set<string>();
  const originalRegister = open.registerMetric.bind(registry);

  function giveWay(name: string): void {
    if (taken.has(name)) return;
    taken.add(name);
    ours.delete(name);
    warn({
      code: 'metric_name_taken',
      message: `the application has a metric ${name} of its own; Sonde leaves its own out`,
      got: name,
    });
  }

  // The registry throws on a name that is there already. If the one that is there is ours, the
  // application must not notice.
  open.registerMetric = (metric) => {
    const present = ours.get(metric.name);
    if (present && open.getSingleMetric(metric.name) === present) {
      open.removeSingleMetric(metric.name);
      giveWay(metric.name);
    }
    originalRegister(metric);
  };

  return {
    join(instruments) {
      for (const instrument of instruments) {
        const name = instrument.prometheusName;
        if (taken.has(name)) continue;
        const present = open.getSingleMetric(name);
        const own = ours.get(name);
        if (present !== undefined && present !== own) {
          giveWay(name);
          continue;
        }
        if (present !== undefined) continue;
        const metric = own ?? createRegisteredMetric(instrument);
        ours.set(name, metric);
        originalRegister(metric);
      }
    },
    isOurs: (metric) => ours.get((metric as RegisteredMetric).name) === metric,
    isTaken: (name) => taken.has(name),
  };
}
