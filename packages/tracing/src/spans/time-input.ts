import type { HrTime, TimeInput } from '@opentelemetry/api';
import { clockMs, clockMsAt } from './span-clock.js';

/** OpenTelemetry's ways to give a time, as milliseconds since the epoch; now, where none is given. */
export function timeMs(input: TimeInput | undefined): number {
  if (input === undefined) return clockMs();
  if (typeof input === 'number') {
    // A small number is one of `performance.now()`, as in OpenTelemetry's SDK.
    return input <= performance.now() ? clockMsAt(input) : input;
  }
  if (input instanceof Date) return input.getTime();
  if (Array.isArray(input)) return input[0] * 1000 + input[1] / 1e6;
  return clockMs();
}

/** Seconds and nanoseconds, exact to the microsecond. */
export function hrTimeOf(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  const rest = Math.round((ms - seconds * 1000) * 1000) * 1000;
  return rest < 1e9 ? [seconds, rest] : [seconds + 1, 0];
}

/** Whether it is a time, where an event's second argument may be one or its attributes. */
export function isTimeInput(value: unknown): value is TimeInput {
  return (
    typeof value === 'number' ||
    value instanceof Date ||
    (Array.isArray(value) && value.length === 2 && typeof value[0] === 'number')
  );
}
