/** Fields that only the logger writes. Logged data of such a name becomes `field.<name>`. */
const RESERVED = new Set([
  'level',
  'time',
  'pid',
  'hostname',
  'service',
  'trace_id',
  'span_id',
  'trace_flags',
  'handled',
  'mechanism',
  'count',
  '__proto__',
]);

/** The name under which logged data may stand in a line, so that it can't pass for the logger's own. */
export function fieldName(key: string): string {
  return RESERVED.has(key) ? `field.${key}` : key;
}
