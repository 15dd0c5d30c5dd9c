import type { Beacon } from './create-beacon.js';

/** Angular's `ErrorHandler`. */
export interface AngularErrorHandler {
  handleError(error: unknown): void;
}

/**
 * An `ErrorHandler` that reports: `{ provide: ErrorHandler, useValue: createErrorHandler(beacon) }`.
 *
 * @param next what handles the error after that. Absent: it is shown in the console, as Angular would.
 */
export function createErrorHandler(
  beacon: Pick<Beacon, 'captureError'>,
  // oxlint-disable-next-line no-console -- what Angular does itself
  next: AngularErrorHandler = { handleError: (error) => console.error('ERROR', error) },
): AngularErrorHandler {
  // Angular hands over what nobody caught too, if it was told to listen; the beacon has told that.
  let uncaught: Event | undefined;
  for (const type of ['error', 'unhandledrejection']) {
    globalThis.addEventListener?.(type, (event) => (uncaught = event), true);
  }
  return {
    handleError(error) {
      const { rejection } = (error ?? {}) as { rejection?: unknown };
      if (!uncaught || !isOf(uncaught, error))
        beacon.captureError(rejection ?? error, {}, 'angular');
      next.handleError(error);
    },
  };
}

/** Whether this event is being handled just now, and is about this error, or about none that is told. */
function isOf(event: Partial<ErrorEvent & PromiseRejectionEvent>, error: unknown): boolean {
  const cause: unknown = event.error ?? event.reason;
  return event.eventPhase !== 0 && (cause === undefined || cause === null || cause === error);
}
