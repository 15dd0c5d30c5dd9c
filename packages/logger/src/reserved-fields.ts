/** Fields that only the logger writes. Logged data of such a name becomes `field.<name>`. */
export const RESERVED: ReadonlySet<string> = new Set([
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
