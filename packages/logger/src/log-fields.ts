import type { Budget } from './budget.js';
import { fieldsJson, type Serializers } from './fields-json.js';
import { fieldsObject } from './fields-object.js';

/** The fields of a logged object or of a child's bindings: serialised, told, bounded, never reserved. */
export function logFields(
  source: object,
  serializers: Serializers,
  budget: Budget,
): Record<string, unknown> {
  return fieldsObject(fieldsJson(source, serializers, budget, false, undefined));
}
