import { describeChain, describeError } from './describe-error.js';
import type { FeatureContext } from './feature.js';
import type { AttributeValue, PageRecord } from './page-record.js';

/** Noise of the browser that breaks nothing, and code of an extension in the first frame. */
const NOISE = /^ResizeObserver loop/;
const EXTENSION = /^.*\n?.*-extension:\/\//;

export interface ErrorFacts {
  /** Where it happened, for what was thrown without a stack. */
  at?: string | undefined;
  /** What told of it. */
  event?: Event;
  handled?: boolean;
  attributes?: Record<string, AttributeValue>;
}

/** Adds an `exception` record; gives it back, or nothing if it is not the page's. */
export function recordError(
  context: FeatureContext,
  thrown: unknown,
  mechanism: string,
  { at, event, handled = false, attributes }: ErrorFacts = {},
): PageRecord | undefined {
  const {
    type,
    message,
    stack = at && `${type}: ${message}\n    at ${at}`,
  } = describeError(thrown);
  if (NOISE.test(message) || (stack && EXTENSION.test(stack))) return undefined;
  const chain = describeChain(thrown);
  const record: PageRecord = {
    name: 'exception',
    time: Date.now() - (event ? performance.now() - event.timeStamp : 0),
    attributes: {
      'exception.type': type,
      'exception.message': message,
      ...(stack && { 'exception.stacktrace': stack }),
      ...(chain && { 'sonde.error.chain': chain }),
      'sonde.error.mechanism': mechanism,
      'sonde.error.handled': handled,
      ...attributes,
    },
    ...context.owner(),
  };
  context.add(record, 'soon');
  return record;
}
