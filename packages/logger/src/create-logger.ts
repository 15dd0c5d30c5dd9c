import { hostname } from 'node:os';
import { sharedLane, warn } from '@sonde/pipeline';
import { createRedactor } from '@sonde/redaction';
import pino from 'pino';
import { escapeControls } from './escape-controls.js';
import { IN_LANE } from './in-lane.js';
import { logFields } from './log-fields.js';
import { logRecord } from './log-record.js';
import { type LoggerOptions, resolveLoggerOptions, type Serializer } from './logger-options.js';
import { printStream } from './print-stream.js';
import { boundedLine } from './record-line.js';
import { newBudget } from './tellable.js';

/** Serializers of a logger; children inherit them through the prototype. */
const SERIALIZERS = Symbol('sonde.serializers');

interface SondeLogger extends pino.Logger {
  [SERIALIZERS]: Record<string, Serializer>;
}

type ChildOptions = pino.ChildLoggerOptions & { serializers?: Record<string, Serializer> };

/**
 * A pino logger whose lines go to the lane and, redacted, to standard output. Each line carries the
 * active trace and the request context, as `docs/fields.md` says. A log call never throws.
 */
export function createLogger(options: LoggerOptions = {}): pino.Logger {
  const settings = resolveLoggerOptions(options, process.env, warn);
  const print = printStream(settings.print, settings.destination, settings.colours);
  const lane = settings.lane === 'shared' ? sharedLane() : settings.lane;
  const redactor = print ? createRedactor(settings.redaction) : undefined;

  const stream = {
    [IN_LANE]: true,
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 30,
    write(line: string): void {
      const safe = boundedLine(escapeControls(line.slice(0, -1)));
      if (lane) lane.offer('logs', safe, this.lastLevel);
      print?.(`${safe}\n`);
    },
  };

  const clean = (fields: object, serializers: Record<string, Serializer>) => {
    const told = logFields(fields, serializers, newBudget());
    return redactor ? redactor.value(told) : told;
  };

  const root = pino(
    {
      level: settings.level,
      ...(settings.name === undefined ? {} : { name: settings.name }),
      base: {
        pid: process.pid,
        hostname: hostname(),
        ...(settings.service === undefined ? {} : { service: settings.service }),
      },
      // Errors are told before pino sees them.
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(this: pino.Logger, args, method) {
          try {
            const { fields, msg } = logRecord(args, (this as SondeLogger)[SERIALIZERS], redactor);
            method.call(this, fields, msg as string);
          } catch (error) {
            warn({
              code: 'log_failed',
              message: `a line could not be logged: ${String((error as Error | undefined)?.message)}`,
            });
          }
        },
      },
    },
    stream,
  ) as SondeLogger;

  root[SERIALIZERS] = settings.serializers;
  // Reflect: both methods work on the logger that they are called on, this one or a child.
  const pinoChild: unknown = Reflect.get(root, 'child');
  const pinoSetBindings: unknown = Reflect.get(root, 'setBindings');

  function child(this: SondeLogger, bindings: object, own: ChildOptions = {}): SondeLogger {
    const { serializers, msgPrefix, ...rest } = own;
    const merged = { ...this[SERIALIZERS], ...serializers };
    const childOptions =
      msgPrefix === undefined
        ? rest
        : { ...rest, msgPrefix: redactor?.text(msgPrefix) ?? msgPrefix };
    const made = Reflect.apply(pinoChild as () => SondeLogger, this, [
      clean(bindings, merged),
      childOptions,
    ]);
    made[SERIALIZERS] = merged;
    return made;
  }

  function setBindings(this: SondeLogger, bindings: object): void {
    Reflect.apply(pinoSetBindings as () => void, this, [clean(bindings, this[SERIALIZERS])]);
  }

  return Object.assign(root, { child, setBindings });
}
