import type { Serializer } from './logger-options.js';
import { fieldName } from './reserved-fields.js';
import { type Budget, objectEntries } from './tellable.js';

function serialised(key: string, value: unknown, serializers: Record<string, Serializer>): unknown {
  const serializer = Object.hasOwn(serializers, key) ? serializers[key] : undefined;
  if (!serializer) return value;
  try {
    return serializer(value as never);
  } catch (error) {
    return `[Serializer throws: ${String((error as Error | undefined)?.message).slice(0, 200)}]`;
  }
}

/** The fields of a logged object or of a child's bindings: serialised, told, bounded, never reserved. */
export function logFields(
  source: object,
  serializers: Record<string, Serializer>,
  budget: Budget,
): Record<string, unknown> {
  try {
    return objectEntries(source, budget, [source], {
      name: fieldName,
      value: (key, value) => serialised(key, value, serializers),
    });
  } catch {
    return { 'field.object': '[an object that can not be told]' };
  }
}
