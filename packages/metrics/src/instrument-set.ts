import type { Warn } from '@sonde/pipeline';
import { createInstrument, type Instrument, type InstrumentOptions } from './instrument.js';

/** Instruments of one process at most; the next ones measure nothing. */
const MAX_INSTRUMENTS = 2000;

/** All metrics of ours, by their name in /metrics. */
export interface InstrumentSet {
  /** Gives the instrument of this name, made on first sight. */
  get(options: InstrumentOptions): Instrument;
  all(): Iterable<Instrument>;
}

export function createInstrumentSet(warn: Warn): InstrumentSet {
  const byName = new Map<string, Instrument>();
  return {
    get(options) {
      const made = createInstrument(options);
      const found = byName.get(made.prometheusName);
      if (found && found.kind === made.kind) return found;
      if (found || byName.size >= MAX_INSTRUMENTS) {
        warn({
          code: found ? 'metric_conflict' : 'metric_limit',
          message: `the metric ${options.name} is not recorded`,
          expected: found ? found.kind : `at most ${MAX_INSTRUMENTS} metrics`,
          got: options.kind,
        });
        return made;
      }
      byName.set(made.prometheusName, made);
      return made;
    },
    all: () => byName.values(),
  };
}
