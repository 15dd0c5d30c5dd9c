import { describeChain, describeError } from './describe-error.js';
import type { FeatureContext } from './feature.js';
import type { Attributes, PageRecord } from './page-record.js';

/**
 * Adds an `exception` record; gives it back, or nothing if it is not the page's.
 *
 * @param event what told of it, and where it happened if what was thrown has no stack. Absent: the
 *   page handed it over.
 */
export function recordError(
  context: FeatureContext,
  thrown: unknown,
  mechanism: string,
  { filename, lineno, colno, timeStamp }: Partial<ErrorEvent> = {},
  attributes?: Attributes,
): PageRecord | undefined {
  const [type, message, stack = filename && `@${filename}:${lineno}:${colno}`] =
    describeError(thrown);
  // Noise of the browser that breaks nothing, and code of an extension in the first frame.
  if (message.startsWith('ResizeObserver loop') || /^.*\n?.*-extension:/.test(stack!))
    return undefined;
  const record: PageRecord = {
    name: 'exception',
    key: type + message + stack + mechanism,
    time: Date.now() - (timeStamp ? performance.now() - timeStamp : 0),
    attributes: {
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': stack,
      'sonde.error.chain': describeChain(thrown),
      'sonde.error.mechanism': mechanism,
      ...attributes,
    },
    trace: context.owner?.(),
  };
  context.enqueue(record);
  return record;
}
