import type { Feature } from './feature.js';
import type { PageRecord } from './page-record.js';
import { recordError } from './record-error.js';
import { takeEarlyEvents } from './take-early-events.js';

/**
 * Uncaught errors, rejections that nobody handled, scripts, styles, images and fonts that failed,
 * and what the page's security policy forbade.
 */
export const errors: Feature = (context) => {
  const rejections = new WeakMap<Promise<unknown>, PageRecord['key']>();

  function onResource(kind: string, address: string, event: Event): void {
    const url = address.replace(/^(data:).*|[?#].*/s, '$1');
    const thrown = { name: 'ResourceError', message: `${kind} failed to load: ${url}` };
    if (url) recordError(context, thrown, 'resource', event);
  }

  function onError(event: Event): void {
    const { localName, src, href } = event.target as Element & { src?: string; href?: string };
    // The address of an SVG's image is no text: that one is not told.
    if (event.target !== window) return onResource(localName, (src || href)!, event);
    const { promise, reason, type, error, message } = event as Partial<PromiseRejectionEvent> &
      ErrorEvent;
    // No error: `throw null`, a script of another origin that tells nothing, or an old browser.
    const uncaught =
      error ?? (/^\w+ (null|undefined)$/.test(message) ? error : { name: 'Error', message });
    const record = recordError(context, promise ? reason : uncaught, type, event);
    if (promise) rejections.set(promise, record?.key);
  }

  function onViolation(event: Event): void {
    const { blockedURI, effectiveDirective, sourceFile, lineNumber, columnNumber } =
      event as SecurityPolicyViolationEvent;
    // The beacon's own requests would be told for ever, and never arrive.
    if (blockedURI.endsWith(context.settings.endpoint)) return;
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
    context.takeBack(rejections.get((event as PromiseRejectionEvent).promise));
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
