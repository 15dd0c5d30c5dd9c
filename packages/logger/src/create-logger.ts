import { hostname } from 'node:os';
import { sharedLane, warn } from '@sonde/pipeline';
import { createRedactor } from '@sonde/redaction';
import pino from 'pino';
import { newBudget } from './budget.js';
import { escapeControls } from './escape-controls.js';
import { NO_SERIALIZERS, type Serializers } from './fields-json.js';
import { IN_LANE } from './in-lane.js';
import { createLaneLine } from './lane-line.js';
import { laneMethod, type OwnSettings } from './lane-method.js';
import { createLineTime } from './line-time.js';
import { logFields } from './log-fields.js';
import { type LoggerOptions, resolveLoggerOptions, type Serializer } from './logger-options.js';
import type { PinoInternals } from './pino-internals.js';
import { printStream } from './print-stream.js';
import { printedCall } from './printed-call.js';
import { boundedLine } from './record-line.js';

/** Of a logger; children inherit them through the prototype. */
const OWN = Symbol('sonde.own');

type SondeLogger = pino.Logger & PinoInternals & { [OWN]: OwnSettings };

type ChildOptions = pino.ChildLoggerOptions & { serializers?: Record<string, Serializer> };

function failed(error: unknown): void {
  warn({
    code: 'log_failed',
    message: `a line could not be logged: ${String((error as Error | undefined)?.message)}`,
  });
}

/**
 * A pino logger whose lines go to the lane and, redacted, to standard output. Each line carries the
 * active trace and the request context, as `docs/fields.md` says. A log call never throws.
 */
export function createLogger(options: LoggerOptions = {}): pino.Logger {
  const settings = resolveLoggerOptions(options, process.env, warn);
  const print = printStream(settings.print, settings.destination, settings.colours);
  const lane = settings.lane === 'shared' ? sharedLane() : settings.lane;
  // The lane redacts in its worker; what is printed has to be clean before.
  const redactor = print ? createRedactor(settings.redaction) : undefined;
  let lastLevel = 30;

  const stream = {
    [IN_LANE]: true,
    write(line: string): void {
      if (!print) {
        if (lane) lane.offer('logs', boundedLine(line), lastLevel);
        return;
      }
      const safe = boundedLine(escapeControls(line.slice(0, -1)));
      if (lane) lane.offer('logs', safe, lastLevel);
      print(`${safe}\n`);
    },
  };

  const clean = (fields: object, serializers: Serializers) => {
    const told = logFields(fields, serializers, newBudget());
    return redactor ? redactor.value(told) : told;
  };

  const pinos = pino(
    {
      level: settings.level,
      ...(settings.name === undefined ? {} : { name: settings.name }),
      base: {
        pid: process.pid,
        hostname: hostname(),
        ...(settings.service === undefined ? {} : { service: settings.service }),
      },
      timestamp: createLineTime(),
      // Errors are told before pino sees them.
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(this: pino.Logger, args, method, level) {
          try {
            lastLevel = level;
            const logger = this as SondeLogger;
            const own = logger[OWN];
            if (!redactor) laneMethod(logger, args, level, own);
            else {
              const { fields, msg } = printedCall(args, own.serializers, redactor);
              method.call(this, fields, msg as string);
            }
          } catch (error) {
            failed(error);
          }
        },
      },
    },
    stream,
  ) as SondeLogger;
  // pino sets so many symbols that V8 keeps its object as a dictionary, and each line looks a dozen of them up.
  // An object that inherits them is looked up by its shape.
  const root: SondeLogger = Object.create(pinos);

  const given = settings.serializers;
  root[OWN] = {
    serializers: Object.keys(given).length > 0 ? given : NO_SERIALIZERS,
    prefix: undefined,
  };
  if (!redactor) {
    const line = createLaneLine(root, (logger) => (logger as SondeLogger)[OWN].serializers);
    root[pino.symbols.asJsonSym] = line;
  }
  // Reflect: both methods work on the logger that they are called on, this one or a child.
  const pinoChild: unknown = Reflect.get(root, 'child');
  const pinoSetBindings: unknown = Reflect.get(root, 'setBindings');

  function child(this: SondeLogger, bindings: object, own: ChildOptions = {}): SondeLogger {
    const { serializers, msgPrefix, ...rest } = own;
    const inherited = this[OWN].serializers;
    const merged = serializers ? { ...inherited, ...serializers } : inherited;
    const childOptions =
      msgPrefix === undefined
        ? rest
        : { ...rest, msgPrefix: redactor?.text(msgPrefix) ?? msgPrefix };
    const made = Reflect.apply(pinoChild as () => SondeLogger, this, [
      clean(bindings, merged),
      childOptions,
    ]);
    made[OWN] = { serializers: merged, prefix: made.msgPrefix };
    return made;
  }

  function setBindings(this: SondeLogger, bindings: object): void {
    Reflect.apply(pinoSetBindings as () => void, this, [clean(bindings, this[OWN].serializers)]);
  }

  return Object.assign(root, { child, setBindings });
}
