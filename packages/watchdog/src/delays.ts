import { performance } from 'node:perf_hooks';
import type { OpenRequests, OpenSpan } from './crash/open-requests.js';
import { monotonicMs } from './monotonic.js';
import type { Call } from './prober.js';

export const DELAY_EVENT = 'nodejs.event_loop.delay';

/** Blocks that later spans are held against. */
const MAX_DELAYS = 64;
/** A shorter overlap is no delay; milliseconds. */
const LEAST_DELAY_MS = 5;
/** Spans that took less are not divided; milliseconds. */
const LEAST_SPAN_MS = 5;
/** Events on one span. */
const MAX_EVENTS = 8;
/** As OpenTelemetry's API counts. */
const SERVER = 1;

/** A time in which the loop stood still; milliseconds since the epoch. */
export interface Delay {
  from: number;
  to: number;
  /** Of the request that it ran for, if that is certain. */
  traceId?: string;
  call?: Call;
}

/** What is read of a span that ends, and told to it. */
export interface EndingSpan extends OpenSpan {
  readonly kind: number;
  /** What `started()` said at its start. */
  readonly idleAtStart: number;
  put(key: string, value: string | number): void;
  addEvent(name: string, attributes: Record<string, string | number | boolean>): unknown;
}

/** Where the time of spans went. */
export interface SpanTimes {
  /** Called when a span begins; gives the milliseconds that the loop has had nothing to do so far. */
  started(span: OpenSpan & { readonly kind: number }): number;
  /** Called just before a span is over. @param endMs milliseconds since the epoch. */
  ending(span: EndingSpan, endMs: number): void;
}

export interface Delays extends SpanTimes {
  /** A callback has kept the loop. Times of `monotonicMs`. */
  add(from: number, to: number, traceId: string | undefined, call: Call | undefined): void;
}

const round = (ms: number): number => Math.round(ms * 10) / 10;

/**
 * Divides the time of spans into running, waiting for the loop while it ran for somebody else, and
 * waiting outside while it had nothing to do; and tells a span whom it waited for.
 */
export function createDelays(requests?: OpenRequests): Delays {
  const { nodeTiming } = performance;
  const delays: (Delay & { idleAtEnd: number })[] = [];
  let last = 0;

  function tellDelay(
    span: EndingSpan,
    { traceId, call }: Delay,
    ms: number,
    atMost: boolean,
  ): void {
    span.addEvent(DELAY_EVENT, {
      'sonde.delay.duration': round(ms),
      ...(atMost ? { 'sonde.delay.at_most': true } : {}),
      ...(traceId === undefined ? {} : { 'sonde.delay.trace_id': traceId }),
      ...(call && {
        'code.function.name': call.function || '(anonymous)',
        'code.file.path': call.file,
        'code.line.number': call.line,
      }),
    });
  }

  /** Milliseconds that the span waited for blocks of others. */
  function tellDelays(span: EndingSpan, endMs: number): number {
    let waited = 0;
    let told = 0;
    for (const delay of delays) {
      if (delay.traceId === span.traceId) continue;
      const ms = Math.min(endMs, delay.to) - Math.max(span.startMs, delay.from);
      if (ms >= LEAST_DELAY_MS) {
        waited += ms;
        if (told++ < MAX_EVENTS) tellDelay(span, delay, ms, false);
      } else if (
        span.kind === SERVER &&
        delay.idleAtEnd === span.idleAtStart &&
        delay.to <= endMs
      ) {
        // The loop has not rested in between: the request may have lain there all the time.
        if (told++ < MAX_EVENTS) tellDelay(span, delay, delay.to - delay.from, true);
      }
    }
    return waited;
  }

  return {
    started(span) {
      if (span.kind === SERVER) requests?.started(span);
      return nodeTiming.idleTime;
    },
    ending(span, endMs) {
      if (span.kind === SERVER) requests?.ended(span);
      const took = endMs - span.startMs;
      const waited = last > span.startMs - 1 || span.kind === SERVER ? tellDelays(span, endMs) : 0;
      if (took < LEAST_SPAN_MS) return;
      const outside = Math.min(took - waited, nodeTiming.idleTime - span.idleAtStart);
      span.put('sonde.span.running', round(Math.max(0, took - waited - outside)));
      span.put('sonde.span.loop', round(waited));
      span.put('sonde.span.outside', round(outside));
    },
    add(from, to, traceId, call) {
      const epoch = Date.now() - monotonicMs();
      const delay: Delay & { idleAtEnd: number } = {
        from: epoch + from,
        to: epoch + to,
        idleAtEnd: nodeTiming.idleTime,
      };
      if (traceId !== undefined) delay.traceId = traceId;
      if (call) delay.call = call;
      last = delay.to;
      if (delays.length >= MAX_DELAYS) delays.shift();
      delays.push(delay);
    },
  };
}
