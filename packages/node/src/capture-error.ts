import { isDisabled } from './node-options.js';
import { offerError } from './offer-error.js';

/**
 * Records an error that the application has caught. It becomes part of an issue, with the active
 * trace and the request context. Never throws. Works without the preload too; does nothing where
 * `SONDE_DISABLED` or `OTEL_SDK_DISABLED` is set.
 *
 * @param error any thrown value.
 * @param context further data of the record; any JSON.
 */
export function captureError(error: unknown, context: Record<string, unknown> = {}): void {
  if (isDisabled(process.env)) return;
  offerError(error, { mechanism: 'capture', handled: true, context });
}
