import type { Budget } from './budget.js';
import { fieldKey } from './field-key.js';
import type { Serializer } from './logger-options.js';
import type { RequestContext } from './request-context.js';
import { entriesCut, MAX_ENTRIES, thrownJson, valueJson } from './value-json.js';

export type Serializers = Readonly<Record<string, Serializer>>;

/** Without any, nothing is looked up. */
export const NO_SERIALIZERS: Serializers = Object.freeze({});

function serialised(key: string, value: unknown, serializers: Serializers): unknown {
  const serializer = Object.hasOwn(serializers, key) ? serializers[key] : undefined;
  if (!serializer) return value;
  try {
    return serializer(value as never);
  } catch (error) {
    return `[Serializer throws: ${String((error as Error | undefined)?.message).slice(0, 200)}]`;
  }
}

function entries(
  source: Record<string, unknown>,
  serializers: Serializers,
  budget: Budget,
  message: boolean,
  request: RequestContext | undefined,
): string {
  let text = '';
  let count = 0;
  let cut = 0;
  for (const key in source) {
    if (!Object.hasOwn(source, key)) continue;
    if (cut > 0 || count >= MAX_ENTRIES || budget.nodes <= 0 || budget.characters <= 0) {
      cut++;
      continue;
    }
    count++;
    let told: string | undefined;
    try {
      const value = source[key];
      told = valueJson(
        serializers === NO_SERIALIZERS ? value : serialised(key, value, serializers),
        budget,
      );
    } catch (error) {
      told = thrownJson(error, budget);
    }
    if (told === undefined) continue;
    const written = fieldKey(key);
    const moves =
      (message && written.isMessage) ||
      (request !== undefined &&
        written.request !== undefined &&
        request[written.request] !== undefined);
    const name = moves ? written.moved : written.field;
    budget.characters -= name.length;
    text += name + told;
  }
  return cut > 0 ? `${text},"…":${entriesCut(cut)}` : text;
}

/**
 * The fields of a logged object or of a child's bindings as JSON text, each with a comma before it:
 * serialised, bounded, never of a reserved name. Never throws.
 *
 * @param message whether the line has a message, so that a logged `msg` has to move.
 * @param request whose ids the line has, so that logged ones have to move.
 */
export function fieldsJson(
  source: object,
  serializers: Serializers,
  budget: Budget,
  message: boolean,
  request: RequestContext | undefined,
): string {
  budget.top = source;
  try {
    return entries(source as Record<string, unknown>, serializers, budget, message, request);
  } catch {
    return ',"field.object":"[an object that can not be told]"';
  }
}
