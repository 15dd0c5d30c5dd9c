interface Ids {
  traceId: string;
  spanId: string;
  /** Of W3C: sampled and random at most. */
  traceFlags: number;
}

/**
 * Lets spans tell the logger their ids as the JSON text that ends a line, a comma before each. They need no look there,
 * as those of somebody else's span do.
 */
export function tellTraceJson(prototype: Ids): void {
  Object.defineProperty(prototype, Symbol.for('sonde.traceJson'), {
    get(this: Ids) {
      const { traceId, spanId, traceFlags } = this;
      return `,"trace_id":"${traceId}","span_id":"${spanId}","trace_flags":"0${traceFlags}"`;
    },
  });
}
