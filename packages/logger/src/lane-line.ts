import { context } from '@opentelemetry/api';
import pino from 'pino';
import { newBudget } from './budget.js';
import { correlation, correlationJson } from './correlation.js';
import { fieldsJson, type Serializers } from './fields-json.js';
import { fieldsObject } from './fields-object.js';
import { ToldFields } from './lane-method.js';
import type { AsJson, PinoInternals } from './pino-internals.js';
import { requestContextIn } from './request-context.js';
import { valueJson } from './value-json.js';

const { symbols } = pino;

/**
 * Writes a line in the place of pino's `asJson`, without a line break, in one pass over what was logged: bounded, hostile
 * values told, the logger's own fields not to be forged, the request and the trace at its end.
 * A child with a `redact` or a `formatters.log` of its own gets its line from pino, over a copy.
 *
 * @param root the logger that its children inherit from.
 * @param serializersOf the present logger: `root` or a child.
 */
export function createLaneLine(
  root: PinoInternals,
  serializersOf: (logger: PinoInternals) => Serializers,
): AsJson {
  const pinoAsJson = root[symbols.asJsonSym];
  const noStringifiers = root[symbols.stringifiersSym];

  return function laneLine(object, message, level, time) {
    const budget = newBudget();
    const active = context.active();
    const request = requestContextIn(active);
    const told = message === undefined ? undefined : valueJson(message, budget);
    const fields =
      object instanceof ToldFields
        ? object.json
        : fieldsJson(object, serializersOf(this), budget, told !== undefined, request);
    if (
      this[symbols.stringifiersSym] !== noStringifiers ||
      this[symbols.formattersSym].log !== undefined
    ) {
      const copy = { ...fieldsObject(fields), ...correlation() };
      return pinoAsJson.call(this, copy, told && JSON.parse(told), level, time).slice(0, -1);
    }
    const begin = this[symbols.lsCacheSym][level] + time + this[symbols.chindingsSym] + fields;
    const ids = correlationJson(request, active);
    return told === undefined ? `${begin}${ids}}` : `${begin}${ids},"msg":${told}}`;
  };
}
