import type {
  Context,
  Span,
  SpanContext,
  SpanOptions,
  Tracer,
  TracerOptions,
  TracerProvider,
  TraceState,
} from '@opentelemetry/api';
import { spanMender } from '../mend/mend-span.js';
import { routeTeller } from '../mend/next-route.js';
import { api } from '../open-telemetry.js';
import { activeContext, SUPPRESSED, spanOf, withSpan } from './active-context.js';
import type { Decide } from './decide.js';
import { RecordedSpan, type SpanOwner, type SpanTimes } from './recorded-span.js';
import { newSpanId, newTraceId } from './span-ids.js';
import type { SpanLimits } from './span-limits.js';
import type { SpanProcessors } from './span-processors.js';
import { timeMs } from './time-input.js';
import { UnsampledSpan } from './unsampled-span.js';

const INTERNAL = 0;
const SERVER = 1;
const CONSUMER = 4;
const NO_PARENT: Span = api.trace.wrapSpanContext(api.INVALID_SPAN_CONTEXT);
const SAMPLED = 1;
const RANDOM = 2;

export interface LightTracerOptions {
  decide: Decide;
  limits: SpanLimits;
  times?: SpanTimes | undefined;
  readonly ended: (span: RecordedSpan) => void;
  processors: SpanProcessors;
  /** The span in which this process was started. */
  inherited?: SpanContext | undefined;
}

/** What a span says of itself to the one that it causes. */
interface Parent {
  traceId: string;
  spanId: string;
  sampled: boolean;
  random: number;
  isRemote: boolean;
  traceState: TraceState | undefined;
}

function parentFrom({ traceId, spanId, traceFlags, isRemote, traceState }: SpanContext): Parent {
  const sampled = (traceFlags & SAMPLED) === SAMPLED;
  const random = traceFlags & RANDOM;
  return { traceId, spanId, sampled, random, isRemote: isRemote === true, traceState };
}

function mended(scope: string, ended: SpanOwner['ended']): SpanOwner['ended'] {
  const mend = spanMender(scope);
  if (mend === undefined) return ended;
  return (span) => {
    mend(span);
    ended(span);
  };
}

/** Makes spans of one scope. */
export class LightTracer implements Tracer, SpanOwner {
  readonly scope: { name: string; version?: string };
  readonly limits: SpanLimits;
  readonly times: SpanTimes | undefined;
  readonly ended: (span: RecordedSpan) => void;
  readonly #processors: SpanProcessors;
  readonly #tellRoute: ReturnType<typeof routeTeller>;
  readonly #decide: Decide;
  readonly #inherited: SpanContext | undefined;

  constructor(scope: { name: string; version?: string }, options: LightTracerOptions) {
    this.scope = scope;
    this.limits = options.limits;
    this.times = options.times;
    this.ended = mended(scope.name, options.ended);
    this.#processors = options.processors;
    this.#tellRoute = routeTeller(scope.name);
    this.#decide = options.decide;
    this.#inherited = options.inherited;
  }

  startSpan(name: string, options: SpanOptions = {}, context: Context = activeContext()): Span {
    if (context.getValue(SUPPRESSED) === true) {
      return api.trace.wrapSpanContext(api.INVALID_SPAN_CONTEXT);
    }
    this.#tellRoute?.(name, options.attributes ?? {}, context);
    const around = options.root ? NO_PARENT : spanOf(context);
    const span = this.#begin(name, options.kind ?? INTERNAL, around, options.startTime);
    if (span instanceof RecordedSpan) {
      if (options.attributes) span.setAttributes(options.attributes);
      if (options.links) span.addLinks(options.links);
      if (this.#processors.some) this.#processors.onStart(span, context);
    }
    return span;
  }

  /** The same for one who has no options, and has seen that tracing is not suppressed. */
  begin(name: string, kind: number, context: Context): RecordedSpan | UnsampledSpan {
    const span = this.#begin(name, kind, spanOf(context));
    if (this.#processors.some && span instanceof RecordedSpan) {
      this.#processors.onStart(span, context);
    }
    return span;
  }

  #begin(
    name: string,
    kind: number,
    around: Span | undefined,
    startTime?: SpanOptions['startTime'],
  ): RecordedSpan | UnsampledSpan {
    if (around instanceof RecordedSpan) {
      if (!this.#decide.child(around.traceId, true)) {
        return new UnsampledSpan(around.traceId, around.traceState, around.traceFlags & RANDOM);
      }
      const { traceId, traceState, spanId } = around;
      const random = around.traceFlags & RANDOM;
      const ids = { traceId, spanId: newSpanId(), traceState, random };
      return new RecordedSpan(
        this,
        ids,
        { spanId, isRemote: false },
        kind,
        name,
        timeMs(startTime),
      );
    }
    let parent: Parent | undefined;
    if (around instanceof UnsampledSpan) {
      if (!this.#decide.child(around.traceId, false)) {
        // One is as good as the other: it only carries the trace on.
        return around;
      }
      parent = parentFrom(around.spanContext());
    } else {
      // What is served has a caller of its own, or none.
      const isServed = kind === SERVER || kind === CONSUMER;
      const told = around?.spanContext() ?? (isServed ? undefined : this.#inherited);
      if (told !== undefined && api.isSpanContextValid(told)) parent = parentFrom(told);
    }
    const traceId = parent === undefined ? newTraceId() : parent.traceId;
    const traceState = parent?.traceState;
    const random = parent === undefined ? 0 : parent.random;
    const sampled =
      parent === undefined
        ? this.#decide.root(traceId)
        : this.#decide.child(traceId, parent.sampled);
    if (!sampled) return new UnsampledSpan(traceId, traceState, random);
    const ids = { traceId, spanId: newSpanId(), traceState, random };
    return new RecordedSpan(this, ids, parent, kind, name, timeMs(startTime));
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    context: Context,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan(name: string, ...rest: unknown[]): unknown {
    const fn = rest.pop() as (span: Span) => unknown;
    const [options, given] = rest as [SpanOptions | undefined, Context | undefined];
    const parent = given ?? activeContext();
    const span = this.startSpan(name, options, parent);
    return api.context.with(withSpan(parent, span), fn, undefined, span);
  }
}

/** Where OpenTelemetry's API gets its tracers. */
export function createLightTracerProvider(options: LightTracerOptions): TracerProvider {
  const tracers = new Map<string, LightTracer>();
  return {
    getTracer(name: string, version?: string, _options?: TracerOptions): LightTracer {
      const key = `${name}@${version ?? ''}`;
      let tracer = tracers.get(key);
      if (tracer === undefined) {
        const scope = version === undefined ? { name } : { name, version };
        tracer = new LightTracer(scope, options);
        tracers.set(key, tracer);
      }
      return tracer;
    },
  };
}
