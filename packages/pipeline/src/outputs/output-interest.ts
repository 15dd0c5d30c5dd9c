import type { Signal } from '../lane.js';
import type { OutputBatch } from '../output.js';
import type { OutputOptions } from './output-options.js';
import { selectErrors } from './select-errors.js';

/** What of all records an output gets. Known without the output being loaded. */
export interface OutputInterest {
  accepts(signal: Signal): boolean;
  /**
   * The records of a batch that are for it, as a batch of their own; undefined if none is. Absent:
   * all are.
   */
  select?(batch: OutputBatch): OutputBatch | undefined;
}

const all: OutputInterest = { accepts: () => true };
const logs: OutputInterest = {
  accepts: (signal) => signal === 'logs' || signal === 'errors',
};
const errors: OutputInterest = { ...logs, select: selectErrors };

export function outputInterest(kind: OutputOptions['kind']): OutputInterest {
  if (kind === 'otlp' || kind === 'kafka') return all;
  return kind === 'sentry' || kind === 'bugsnag' ? errors : logs;
}
