import { join } from 'node:path';
import { MOST_FURTHER_OUTPUTS } from '../lane-memory.js';
import type { LaneOptions } from '../lane-options.js';
import type { OutputOptions } from './output-options.js';

type Named = Pick<LaneOptions, 'outputs'>;

const isOtlp = ({ kind }: OutputOptions): boolean => kind === 'otlp';

/** The output whose books are the lane's own: OTLP, where it is among them. */
export function firstOutput({ outputs }: Named): OutputOptions {
  return outputs?.find(isOtlp) ?? outputs?.[0] ?? { kind: 'otlp', name: 'otlp' };
}

/** All others, in their order. */
export function furtherOutputs(options: Named): OutputOptions[] {
  const first = firstOutput(options);
  const further = (options.outputs ?? []).filter((one) => one !== first && !isOtlp(one));
  return further.slice(0, MOST_FURTHER_OUTPUTS);
}

/** Whether everything goes to the OTLP receiver, and nowhere else. */
export function isOtlpAlone(options: Named): boolean {
  return firstOutput(options).kind === 'otlp' && furtherOutputs(options).length === 0;
}

/**
 * The part of the spool of an output beside the first: another one where it has another address, for
 * what one receiver did not take is not the next one's.
 */
export function outputFolder(base: string, options: OutputOptions): string {
  // Not imported: it is a megabyte in a worker that may have one output alone.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hash = createHash('sha256').update(JSON.stringify(options)).digest('hex').slice(0, 8);
  return join(base, `${options.name}-${hash}`);
}
