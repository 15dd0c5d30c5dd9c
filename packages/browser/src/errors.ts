import type { Feature } from './feature.js';
import { listen } from './listen.js';
import type { PageRecord } from './page-record.js';
import { recordError } from './record-error.js';
import { recordResource } from './record-resource.js';
import { takeEarlyEvents } from './take-early-events.js';

/** Uncaught errors, rejections that nobody handled, and scripts, styles and images that failed. */
export const errors: Feature = (context) => {
  const rejections = new WeakMap<Promise<unknown>, PageRecord>();

  function onError(event: Event): void {
    if (event.target instanceof Element)
      return recordResource(context, event.target, timeOf(event));
    const { error, message, filename, lineno, colno } = event as ErrorEvent;
    const at = filename ? { at: `${filename}:${lineno}:${colno}` } : {};
    recordError(context, error ?? (message && error == null ? bare(error, message) : error), {
      mechanism: 'error',
      handled: false,
      time: timeOf(event),
      ...at,
    });
  }

  function onRejection(event: Event): void {
    const { promise, reason } = event as PromiseRejectionEvent;
    const record = recordError(context, reason, {
      mechanism: 'unhandledrejection',
      handled: false,
      time: timeOf(event),
    });
    if (record) rejections.set(promise, record);
  }

  const stops = [
    listen(window, 'error', onError),
    listen(window, 'unhandledrejection', onRejection),
    listen(window, 'rejectionhandled', (event) => {
      const record = rejections.get((event as PromiseRejectionEvent).promise);
      if (record) context.remove(record);
    }),
  ];
  takeEarlyEvents((event) => (event.type === 'error' ? onError(event) : onRejection(event)));
  return () => stops.forEach((stop) => stop());
};

/**
 * An event without an error: `throw null`, `throw undefined`, a script of another origin that tells
 * nothing ("Script error."), or an old browser. Only the message says what it was.
 */
function bare(error: unknown, message: string): unknown {
  return /^uncaught (null|undefined)$/i.test(message) ? error : { name: 'Error', message };
}

function timeOf(event: Event): number {
  return Math.round(Date.now() - (performance.now() - event.timeStamp));
}
