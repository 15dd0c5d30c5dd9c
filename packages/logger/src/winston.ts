import winston from 'winston';
import { createLaneWriter, type LaneWriterOptions } from './lane-writer.js';

type Transport = winston.transport;
type NewTransport = new (options: winston.transport.TransportStreamOptions) => Transport;

/** Known to winston's types as a namespace alone. */
const BaseTransport: NewTransport = (winston as unknown as { Transport: NewTransport }).Transport;

/** The level, format and other settings of any winston transport, and where records go. */
export type WinstonTransportOptions = Omit<
  winston.transport.TransportStreamOptions,
  'log' | 'logv' | 'close'
> &
  LaneWriterOptions;

interface Info {
  level?: unknown;
  message?: unknown;
  stack?: unknown;
  timestamp?: unknown;
  [key: symbol]: unknown;
}

const LEVEL = Symbol.for('level');
const SPLAT = Symbol.for('splat');

/** The names of winston's three sets of levels, on pino's scale. */
const levels: Readonly<Record<string, number>> = {
  emerg: 60,
  alert: 60,
  crit: 60,
  error: 50,
  warning: 40,
  warn: 40,
  notice: 30,
  info: 30,
  help: 30,
  data: 30,
  http: 20,
  verbose: 20,
  debug: 20,
  prompt: 20,
  input: 10,
  silly: 10,
};
const USUAL = 30;

/** winston writes the texts of a logged error over the record's own; the error itself is still there. */
function errorOf(info: Info): unknown {
  if (info instanceof Error) return info;
  const splat = info[SPLAT];
  const found = Array.isArray(splat) ? splat.find((one) => one instanceof Error) : undefined;
  if (found !== undefined) return found;
  const { stack, message } = info;
  return typeof stack === 'string' ? { type: 'Error', message: String(message), stack } : undefined;
}

/**
 * A winston transport into the lane:
 *
 * ```js
 * const log = winston.createLogger({ transports: [sondeTransport()] });
 * ```
 *
 * The record's fields become attributes, an error its stack, winston's levels those of
 * `docs/fields.md`. Writing never fails and never waits: what the lane drops it counts.
 */
export function sondeTransport(options: WinstonTransportOptions = {}): Transport {
  const { lane, ...rest } = options;
  const write = createLaneWriter(lane === undefined ? {} : { lane });
  return new BaseTransport({
    ...rest,
    log(info: Info, next: () => void) {
      try {
        const { level, message, stack: _stack, timestamp: _timestamp, ...fields } = info;
        const name = String(info[LEVEL] ?? level);
        const err = errorOf(info);
        write(levels[name] ?? USUAL, err === undefined ? fields : { ...fields, err }, message);
      } catch {
        // A record that can't be looked at is none.
      }
      next();
    },
  });
}
