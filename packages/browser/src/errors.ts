import type { Feature } from './feature.js';
import type { PageRecord } from './page-record.js';
import { recordError } from './record-error.js';
import { takeEarlyEvents } from './take-early-events.js';

/**
 * Uncaught errors, rejections that nobody handled, scripts, styles, images and fonts that failed,
 * and what the page's security policy forbade.
 */
export const errors: Feature = (context) => {
  const rejections = new WeakMap<Promise<unknown>, PageRecord>();

  function onResource(kind: string, address: string, event: Event): void {
    const url = address.replace(/^(data:).*|[?#].*/s, '$1');
    const thrown = { name: 'ResourceError', message: `${kind} failed to load: ${url}` };
    if (url) recordError(context, thrown, 'resource', event);
  }

  function onError(event: Event): void {
    const { localName, src, href } = event.target as Element & { src?: string; href?: string };
    // The address of an SVG's image is no text: that one is not told.
    if (localName) return onResource(localName, (src || href)!, event);
    const { promise, reason, type } = event as PromiseRejectionEvent;
    const { error, message } = event as ErrorEvent;
    // No error: `throw null`, a script of another origin that tells nothing, or an old browser.
    const uncaught =
      error ?? (/^\w+ (null|undefined)$/.test(message) ? error : { name: 'Error', message });
    const record = recordError(context, type === 'error' ? uncaught : reason, type, event);
    if (promise && record) rejections.set(promise, record);
  }

  function onViolation(event: Event): void {
    const { blockedURI, effectiveDirective, sourceFile, lineNumber, columnNumber } =
      event as SecurityPolicyViolationEvent;
    // The beacon's own requests would be told for ever, and never arrive.
    if (context.options.endpoint.startsWith(blockedURI)) return;
    const thrown = {
      name: 'SecurityPolicyViolation',
      message: `${effectiveDirective} forbids ${blockedURI}`,
      stack: sourceFile && `@${sourceFile}:${lineNumber}:${columnNumber}`,
    };
    recordError(context, thrown, 'csp', event);
  }

  context.listen('error', onError);
  context.listen('unhandledrejection', onError);
  context.listen('rejectionhandled', (event) => {
    const record = rejections.get((event as PromiseRejectionEvent).promise);
    if (record) context.remove(record);
  });
  context.listen('securitypolicyviolation', onViolation);
  context.listen(
    'loadingerror',
    (event) => {
      for (const { family } of (event as FontFaceSetLoadEvent).fontfaces) {
        onResource('font', family, event);
      }
    },
    document.fonts,
  );
  takeEarlyEvents(onError);
};
