import type { Feature } from './feature.js';
import type { PageRecord } from './page-record.js';
import { recordError } from './record-error.js';
import { recordResource } from './record-resource.js';
import { takeEarlyEvents } from './take-early-events.js';

/**
 * Uncaught errors, rejections that nobody handled, scripts, styles, images and fonts that failed,
 * and what the page's security policy forbade.
 */
export const errors: Feature = (context) => {
  const rejections = new WeakMap<Promise<unknown>, PageRecord>();

  function onError(event: Event): void {
    const { target } = event;
    if (target instanceof Element) {
      const { src, href } = target as { src?: unknown; href?: unknown };
      return recordResource(context, target.localName, src || href, event);
    }
    const { promise, reason } = event as PromiseRejectionEvent;
    if (promise) {
      const record = recordError(context, reason, event.type, { event });
      if (record) rejections.set(promise, record);
      return;
    }
    const { error, message, filename, lineno, colno } = event as ErrorEvent;
    // `throw null`, a script of another origin that tells nothing ("Script error."), or an old browser.
    const bare = error == null && message && !/^uncaught (null|undefined)$/i.test(message);
    recordError(context, bare ? { name: 'Error', message } : error, 'error', {
      event,
      at: filename && `${filename}:${lineno}:${colno}`,
    });
  }

  function onViolation(event: Event): void {
    const { effectiveDirective, blockedURI, sourceFile, lineNumber, columnNumber } =
      event as SecurityPolicyViolationEvent;
    // The beacon's own requests would be told for ever, and never arrive.
    if (context.options.endpoint.startsWith(blockedURI)) return;
    recordError(
      context,
      { name: 'SecurityPolicyViolation', message: `${effectiveDirective} forbids ${blockedURI}` },
      'csp',
      { event, at: sourceFile && `${sourceFile}:${lineNumber}:${columnNumber}` },
    );
  }

  context.listen(window, 'error', onError);
  context.listen(window, 'unhandledrejection', onError);
  context.listen(window, 'rejectionhandled', (event) => {
    const record = rejections.get((event as PromiseRejectionEvent).promise);
    if (record) context.remove(record);
  });
  context.listen(window, 'securitypolicyviolation', onViolation);
  context.listen(document.fonts, 'loadingerror', (event) => {
    for (const { family } of (event as FontFaceSetLoadEvent).fontfaces) {
      recordError(
        context,
        { name: 'ResourceError', message: `font failed to load: ${family}` },
        'resource',
        { event },
      );
    }
  });
  takeEarlyEvents(onError);
};
