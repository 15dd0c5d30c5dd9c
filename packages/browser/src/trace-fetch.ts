import type { Interaction } from './clicks.js';
import { beginClientSpan, type ClientSpan } from './client-span.js';
import type { FeatureContext } from './feature.js';
import { watchCalls } from './watch-calls.js';

type FetchArguments = [input: RequestInfo | URL, init?: RequestInit];

/**
 * Watches `fetch`. What the page gets is a promise of its own, settled as the browser's: watching
 * the browser's promise aside would mark its rejection as handled, and the page would never hear
 * of it.
 */
export function traceFetch(
  context: FeatureContext,
  current: () => Interaction | undefined,
): () => void {
  function begin([input, init]: FetchArguments): ClientSpan | undefined {
    const request = input instanceof Request ? input : undefined;
    return beginClientSpan(
      context,
      current(),
      request ? request.url : (input as string | URL).toString(),
      init?.method ?? request?.method ?? 'GET',
    );
  }

  return watchCalls(window, 'fetch', {
    apply(target, self, given: FetchArguments) {
      let span: ClientSpan | undefined;
      try {
        span = begin(given);
        if (span?.traceparent) given = withTraceparent(given, span.traceparent);
      } catch {
        // The call is made as it came.
      }
      const answer = target.apply(self, given) as Promise<Response>;
      return span
        ? answer.then(
            (response) => {
              span.end({ status: response.status });
              return response;
            },
            (error: unknown) => {
              span.end({ error: (error as Error | null)?.name ?? 'Error' });
              throw error;
            },
          )
        : answer;
    },
  });
}

/**
 * The same call with one header more. Options that are not a plain object or a Request may have
 * getters that we can't repeat: such a call goes out as it came.
 */
function withTraceparent([input, init]: FetchArguments, traceparent: string): FetchArguments {
  const request = input instanceof Request ? input : undefined;
  const mode = init?.mode ?? request?.mode;
  if (mode === 'no-cors' || mode === 'navigate' || (init && !isCopyable(init))) {
    return [input, ...(init ? [init] : [])] as FetchArguments;
  }
  const copy: RequestInit = {};
  // Web IDL reads inherited members too, and a Request given as options has only those.
  for (const key in init) Object.assign(copy, { [key]: init[key as keyof RequestInit] });
  // Any options at all make the browser forget the referrer of a Request.
  if (request) {
    copy.referrer ??= request.referrer;
    copy.referrerPolicy ??= request.referrerPolicy;
  }
  const headers = new Headers(copy.headers ?? request?.headers);
  if (!headers.has('traceparent')) headers.set('traceparent', traceparent);
  copy.headers = headers;
  return [input, copy];
}

function isCopyable(init: RequestInit): boolean {
  const prototype: unknown = Object.getPrototypeOf(init);
  return prototype === Object.prototype || prototype === null || init instanceof Request;
}
