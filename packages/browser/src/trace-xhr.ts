import type { Interaction } from './clicks.js';
import { beginClientSpan } from './client-span.js';
import type { FeatureContext } from './feature.js';
import { guard } from './guard.js';
import { watchCalls } from './watch-calls.js';

interface Call {
  method: string;
  url: string;
  hasTraceparent: boolean;
}

/** Watches XMLHttpRequest by its prototype; a request's own listeners and results stay as they are. */
export function traceXhr(
  context: FeatureContext,
  current: () => Interaction | undefined,
): () => void {
  const prototype = XMLHttpRequest.prototype;
  const calls = new WeakMap<XMLHttpRequest, Call>();
  // oxlint-disable-next-line typescript/unbound-method -- called on the request
  const setHeader = prototype.setRequestHeader;

  /** Looks at a call before it is made, and makes it exactly as it came. */
  function look(
    name: 'open' | 'send' | 'setRequestHeader',
    at: (xhr: XMLHttpRequest, given: unknown[]) => void,
  ): () => void {
    const guarded = guard(at);
    return watchCalls(prototype, name, {
      apply(target, xhr: XMLHttpRequest, given: unknown[]) {
        guarded(xhr, given);
        return target.apply(xhr, given);
      },
    });
  }

  const stops = [
    look('open', (xhr, [method, url]) => {
      calls.set(xhr, { method: String(method), url: String(url), hasTraceparent: false });
    }),
    look('setRequestHeader', (xhr, [name]) => {
      if (/^traceparent$/i.test(String(name))) calls.get(xhr)!.hasTraceparent = true;
    }),
    look('send', (xhr) => {
      const { method, url, hasTraceparent } = calls.get(xhr)!;
      if (xhr.readyState !== XMLHttpRequest.OPENED) return;
      const span = beginClientSpan(context, current(), url, method);
      if (!span) return;
      let error: string | undefined;
      for (const type of ['error', 'timeout', 'abort', 'loadend']) {
        xhr.addEventListener(
          type,
          guard(() => {
            if (type === 'loadend') span.end({ status: xhr.status, error });
            else error = type === 'abort' ? 'AbortError' : type;
          }),
          { once: true },
        );
      }
      if (span.traceparent && !hasTraceparent) {
        setHeader.call(xhr, 'traceparent', span.traceparent);
      }
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
