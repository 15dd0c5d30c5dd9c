import type { Lane } from '@sonde/pipeline';
import { createLogger } from './create-logger.js';

/** Where the records of another logging library go. */
export interface LaneWriterOptions {
  /** Default: the process's shared lane, or nowhere if the environment switches logs off. */
  lane?: Lane | false;
}

/**
 * Takes records of another library into the lane, as {@link createLogger} does with its own: bounded,
 * with the trace and the request, the logger's own fields not to be forged. Never throws.
 *
 * @param level a number of pino's scale, as bunyan has it too; what lies between counts as the lower.
 */
export type WriteToLane = (level: number, fields: object, message: unknown) => void;

const methods = [
  [60, 'fatal'],
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
  [20, 'debug'],
] as const;

export function createLaneWriter({ lane }: LaneWriterOptions): WriteToLane {
  const logger = createLogger({
    print: false,
    level: 'trace',
    ...(lane === undefined ? {} : { lane }),
  });
  return (level, fields, message) => {
    const [, method] = methods.find(([least]) => level >= least) ?? [10, 'trace' as const];
    logger[method](fields, message as string);
  };
}
