import { sharedLane } from '@sonde/pipeline';
import { type AsJson, correlatedJson } from './correlated-json.js';
import { correlation } from './correlation.js';
import { IN_LANE } from './in-lane.js';
import { boundedLine } from './record-line.js';
import { type LineKeys, translateLine } from './translate-line.js';

const TAPPED = Symbol.for('sonde.tapped');
const OWN_TARGET = '@sonde/logger/transport';

type Mixin = (merge: object, level: number, logger: unknown) => object;

interface PinoOptions extends Partial<LineKeys> {
  mixin?: Mixin;
  formatters?: { level?: unknown; log?: unknown };
  timestamp?: unknown;
  hooks?: { streamWrite?: (line: string) => string };
  transport?: { target?: unknown; targets?: { target?: unknown }[] };
}

/** Where a logger has its parts. */
interface PinoSymbols {
  asJsonSym: symbol;
  chindingsSym: symbol;
}

/** The parts of any pino from 7 on that are used here. */
interface PinoFactory {
  (...args: unknown[]): Record<symbol, unknown>;
  symbols: PinoSymbols;
  [TAPPED]?: true;
}

const isOptions = (value: unknown): value is PinoOptions =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { write?: unknown }).write !== 'function';

/**
 * Whether the correlation has to go through pino, by its mixin: one of the application's own may set the same
 * fields, and what is made of the fields, or holds them, is for pino to say.
 */
function correlatesByMixin({ mixin, nestedKey, formatters }: PinoOptions): boolean {
  return mixin !== undefined || nestedKey !== undefined || formatters?.log !== undefined;
}

/** The application's mixin, then the correlation that it does not set itself. */
function withCorrelation(mixin: Mixin | undefined): Mixin {
  return (merge, level, logger) => {
    const own = mixin?.(merge, level, logger) ?? {};
    return { ...correlation(), ...own };
  };
}

function writesToLane({ transport }: PinoOptions): boolean {
  return (
    transport?.target === OWN_TARGET ||
    (transport?.targets?.some(({ target }) => target === OWN_TARGET) ?? false)
  );
}

function offerLine(text: string, level: number, keys: Partial<LineKeys>, custom: boolean): void {
  try {
    const line = text.trimEnd();
    const told = custom ? translateLine(line, keys, level) : line;
    sharedLane().offer('logs', boundedLine(told), level);
  } catch {
    // The application's own log call goes on.
  }
}

interface Tap {
  options: PinoOptions;
  levelOf: { last: number };
  /** Its lines come to the lane by a way of their own. */
  sent: boolean;
}

function tapInstance(
  logger: Record<symbol, unknown>,
  { asJsonSym, chindingsSym }: PinoSymbols,
  { options, levelOf, sent }: Tap,
): void {
  const asJson = logger[asJsonSym] as AsJson | undefined;
  if (typeof asJson !== 'function') return;
  const isCorrelated = correlatesByMixin(options);
  const custom =
    (options.messageKey ?? 'msg') !== 'msg' ||
    (options.errorKey ?? 'err') !== 'err' ||
    options.nestedKey !== undefined ||
    options.formatters?.level !== undefined ||
    (options.timestamp !== undefined && options.timestamp !== true);
  const rewrites = typeof options.hooks?.streamWrite === 'function';
  const tapped: AsJson = function tapped(obj, msg, level, time) {
    const line = isCorrelated
      ? asJson.call(this, obj, msg, level, time)
      : correlatedJson(asJson, chindingsSym, this, obj, msg, level, time);
    if (sent) return line;
    if (rewrites) levelOf.last = level;
    else offerLine(line, level, options, custom);
    return line;
  };
  logger[asJsonSym] = tapped;
}

/**
 * Wraps pino, so that the loggers it makes hand every line to the lane as well, correlated with the
 * active trace and the request context. What they print stays the application's own, but for the
 * added `trace_id`, `span_id`, `trace_flags`, `request_id`, `user_id` and `session_id`.
 *
 * @param pino what `require('pino')` gives.
 * @returns the wrapped factory with all that hung on the first; the argument itself if it is none or wrapped.
 */
export function tapPino<T>(pino: T): T {
  const factory = pino as PinoFactory;
  if (typeof factory !== 'function' || factory[TAPPED] || !factory.symbols?.asJsonSym) return pino;

  function tappedPino(this: unknown, ...args: unknown[]): unknown {
    const [first, second] = args;
    const stream = isOptions(first) ? second : first;
    if (typeof stream === 'object' && stream !== null && IN_LANE in stream) return factory(...args);
    const given = isOptions(first) ? first : {};
    if (first !== undefined && first !== null && !isOptions(first)) args.unshift({});
    const levelOf = { last: 30 };
    const options: PinoOptions = { ...given };
    if (correlatesByMixin(given)) options.mixin = withCorrelation(given.mixin);
    const streamWrite = given.hooks?.streamWrite;
    const sent = writesToLane(given);
    if (streamWrite && !sent) {
      options.hooks = {
        ...given.hooks,
        streamWrite(line) {
          const written = streamWrite(line);
          offerLine(written, levelOf.last, given, true);
          return written;
        },
      };
    }
    const logger = factory(options, ...args.slice(1));
    tapInstance(logger, factory.symbols, { options: given, levelOf, sent });
    return logger;
  }

  Object.defineProperties(tappedPino, Object.getOwnPropertyDescriptors(factory));
  Object.assign(tappedPino, { [TAPPED]: true, pino: tappedPino, default: tappedPino });
  return tappedPino as T;
}
