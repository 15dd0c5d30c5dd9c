import type { Interaction } from './clicks.js';
import { beginClientSpan } from './client-span.js';
import type { FeatureContext } from './feature.js';
import { guard } from './guard.js';

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

  const began = guard((xhr: XMLHttpRequest) => {
    const call = calls.get(xhr);
    if (!call || xhr.readyState !== XMLHttpRequest.OPENED) return;
    const span = beginClientSpan(context, current(), call.url, call.method);
    if (!span) return;
    let error: string | undefined;
    for (const type of ['error', 'timeout', 'abort']) {
      xhr.addEventListener(type, () => (error = type === 'abort' ? 'AbortError' : type), {
        once: true,
      });
    }
    xhr.addEventListener(
      'loadend',
      guard(() => span.end({ status: xhr.status, error })),
      { once: true },
    );
    if (span.traceparent && !call.hasTraceparent) {
      setHeader.call(xhr, 'traceparent', span.traceparent);
    }
  });

  // oxlint-disable-next-line typescript/unbound-method -- called on the request
  const setHeader = prototype.setRequestHeader;
  const stops = [
    wrap(prototype, 'open', (xhr, [method, url]) => {
      calls.set(xhr, { method: String(method), url: String(url), hasTraceparent: false });
    }),
    wrap(prototype, 'setRequestHeader', (xhr, [name]) => {
      const call = calls.get(xhr);
      if (call && String(name).toLowerCase() === 'traceparent') call.hasTraceparent = true;
    }),
    wrap(prototype, 'send', began),
  ];
  return () => stops.forEach((stop) => stop());
}

type Method = 'open' | 'send' | 'setRequestHeader';

/** Looks at a call before it is made, and makes it exactly as it came. */
function wrap(
  prototype: XMLHttpRequest,
  name: Method,
  look: (xhr: XMLHttpRequest, given: unknown[]) => void,
): () => void {
  const original = prototype[name] as (...given: unknown[]) => void;
  const guarded = guard(look);
  let stopped = false;
  const wrapper = function (this: XMLHttpRequest, ...given: unknown[]): void {
    if (!stopped) guarded(this, given);
    return original.apply(this, given);
  };
  Object.defineProperty(wrapper, 'length', { value: original.length, configurable: true });
  Object.defineProperty(wrapper, 'name', { value: name, configurable: true });
  prototype[name] = wrapper;
  return () => {
    stopped = true;
    if (prototype[name] === wrapper) prototype[name] = original;
  };
}
