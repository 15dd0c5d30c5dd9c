import { createLaneWriter, type LaneWriterOptions } from './lane-writer.js';

/** What bunyan hands a stream of the type `raw`. */
interface BunyanRecord {
  level?: unknown;
  msg?: unknown;
  [field: string]: unknown;
}

const USUAL = 30;

/** bunyan names an error's type as the error does. */
function errorField(err: unknown): unknown {
  if (err === null || typeof err !== 'object' || err instanceof Error || !('name' in err))
    return err;
  const { name, ...rest } = err;
  return { type: name, ...rest };
}

/**
 * A bunyan stream into the lane:
 *
 * ```js
 * const log = bunyan.createLogger({
 *   name: 'orders',
 *   streams: [{ type: 'raw', level: 'info', stream: sondeStream() }],
 * });
 * ```
 *
 * Writing never throws and never waits: what the lane drops it counts.
 */
export function sondeStream(options: LaneWriterOptions = {}): { write(record: object): void } {
  const write = createLaneWriter(options);
  return {
    write(record) {
      try {
        const {
          v: _v,
          level,
          time: _time,
          pid: _pid,
          hostname: _host,
          msg,
          err,
          ...fields
        } = record as BunyanRecord;
        const rank = typeof level === 'number' ? level : USUAL;
        const told = err === undefined ? fields : { ...fields, err: errorField(err) };
        // bunyan writes an empty message where none was given.
        write(rank, told, msg === '' ? undefined : msg);
      } catch {
        // A record that can't be looked at is none.
      }
    },
  };
}
