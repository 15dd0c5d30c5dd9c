import { describeError } from './describe-error.js';
import type { FeatureContext } from './feature.js';
import type { AttributeValue, PageRecord } from './page-record.js';

/** Noise of the browser that breaks nothing. */
const NOISE = /^ResizeObserver loop/;

/** In the first frame: code of an extension, not of the page. */
const EXTENSION = /-extension:\/\//;

export interface ErrorFacts {
  mechanism: string;
  handled: boolean;
  /** Where it happened, for what was thrown without a stack. */
  at?: string;
  /** When, milliseconds since the epoch; now by default. */
  time?: number;
  extra?: Record<string, AttributeValue> | undefined;
}

/** Adds an `exception` record; gives it back, or nothing if it is not the page's. */
export function recordError(
  context: FeatureContext,
  thrown: unknown,
  { mechanism, handled, at, time, extra }: ErrorFacts,
): PageRecord | undefined {
  const { type, message, stack, chain } = describeError(thrown);
  const trace = stack ?? (at && `${type}: ${message}\n    at ${at}`);
  const top = trace?.split('\n', 2).join() ?? '';
  if (NOISE.test(message) || EXTENSION.test(top)) return undefined;
  const attributes: Record<string, AttributeValue> = {
    'exception.type': type,
    'exception.message': message,
    'sonde.error.mechanism': mechanism,
    'sonde.error.handled': handled,
  };
  if (trace) attributes['exception.stacktrace'] = trace;
  if (chain) attributes['sonde.error.chain'] = chain;
  for (const key in extra) {
    const value = extra[key];
    if (value !== undefined) attributes[`app.${key}`] = value;
  }
  const record: PageRecord = {
    name: 'exception',
    time: time ?? Date.now(),
    attributes,
    ...context.owner(),
  };
  context.add(record, 'soon');
  return record;
}
