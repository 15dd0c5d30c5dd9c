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
  return {
    handleError(error) {
      const { rejection } = (error ?? {}) as { rejection?: unknown };
      beacon.captureError(rejection ?? error, {}, 'angular');
      next.handleError(error);
    },
  };
}
