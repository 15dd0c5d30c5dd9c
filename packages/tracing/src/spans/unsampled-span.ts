import type { Span, SpanContext, TraceState } from '@opentelemetry/api';
import { newSpanId } from './span-ids.js';
import { tellTraceJson } from './trace-json.js';

/** Stands for a span that nobody records: it carries on the trace, and the decision not to. */
export class UnsampledSpan implements Span {
  readonly traceId: string;
  readonly traceState: TraceState | undefined;
  #spanId = '';
  #context: SpanContext | undefined = undefined;

  readonly traceFlags: number;

  constructor(traceId: string, traceState: TraceState | undefined, random: number) {
    this.traceId = traceId;
    this.traceState = traceState;
    this.traceFlags = random;
  }

  /** Drawn when somebody asks. */
  get spanId(): string {
    if (this.#spanId === '') this.#spanId = newSpanId();
    return this.#spanId;
  }

  spanContext(): SpanContext {
    this.#context ??= {
      traceId: this.traceId,
      spanId: this.spanId,
      traceFlags: this.traceFlags,
      ...(this.traceState ? { traceState: this.traceState } : {}),
    };
    return this.#context;
  }

  isRecording(): boolean {
    return false;
  }
  setAttribute(): this {
    return this;
  }
  setAttributes(): this {
    return this;
  }
  addEvent(): this {
    return this;
  }
  addLink(): this {
    return this;
  }
  addLinks(): this {
    return this;
  }
  setStatus(): this {
    return this;
  }
  updateName(): this {
    return this;
  }
  recordException(): void {}
  end(): void {}
}

tellTraceJson(UnsampledSpan.prototype);
