import pino from 'pino';
import { cutText, newBudget } from './budget.js';
import type { Serializers } from './fields-json.js';
import { isPlain } from './merged-object.js';
import type { PinoInternals } from './pino-internals.js';
import { messageOf, toldCall } from './told-call.js';

const { symbols } = pino;

/** Goes through pino in the place of a logged object, which can't be let through as it is. */
export class ToldFields {
  /** As `fieldsJson` writes them. */
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

/** What a logger or a child was given beside its bindings. */
export interface OwnSettings {
  serializers: Serializers;
  /** With those of its parents. */
  prefix: string | undefined;
}

function prefixed(prefix: string | undefined, message: unknown): unknown {
  if (prefix === undefined || message === undefined || message === null) return message;
  return prefix + cutText(typeof message === 'string' ? message : JSON.stringify(message));
}

/** What needs no copy goes on as it is: texts, errors and plain objects, which `laneLine` writes safely. */
function quick(
  logger: PinoInternals,
  args: unknown[],
  level: number,
  prefix: string | undefined,
): boolean {
  const [first] = args;
  const merges = typeof first === 'object' && first !== null;
  if (merges && !isPlain(first) && !(first instanceof Error)) return false;
  const at = merges || first === undefined ? 1 : 0;
  const message = args.length <= at + 1 ? args[at] : messageOf(args.slice(at), newBudget());
  logger[symbols.writeSym](merges ? first : null, prefixed(prefix, message), level);
  return true;
}

/** A log call whose line `laneLine` writes. Never throws, but for what the stream throws. */
export function laneMethod(
  logger: PinoInternals,
  args: unknown[],
  level: number,
  own: OwnSettings,
): void {
  try {
    if (quick(logger, args, level, own.prefix)) return;
  } catch {
    // A getter or a Proxy: nothing was written yet.
  }
  const { fields, msg } = toldCall(args, own.serializers);
  logger[symbols.writeSym](new ToldFields(fields), prefixed(own.prefix, msg), level);
}
