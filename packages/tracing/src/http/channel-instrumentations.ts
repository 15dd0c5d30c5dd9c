import type { Tracer } from '@opentelemetry/api';
import type { HeaderCapture } from './captured-headers.js';
import { traceClient } from './trace-client.js';
import { traceFastify } from './trace-fastify.js';
import type { TraceHeaders } from './trace-headers.js';
import { traceServer } from './trace-server.js';
import { traceUndici } from './trace-undici.js';

/** What the instrumentations of HTTP need. */
export interface HttpTracing {
  /** The tracer of one of them, by its short name. */
  tracer: (name: string) => Tracer;
  headers: TraceHeaders;
  /** Headers that are told on the spans. */
  capture: HeaderCapture;
  /** Whether a caller's `traceparent` is the parent of what is served for it; else it is linked. */
  trustTraceparent: boolean;
}

/** Starts an instrumentation that listens to `node:diagnostics_channel` and patches nothing. */
export type ChannelInstrumentation = (tracing: HttpTracing) => void;

/** Those of our own, by the short name of the official one whose work each does. */
export const channelInstrumentations: Readonly<Record<string, ChannelInstrumentation>> = {
  fastify: () => void traceFastify(),
  http(tracing) {
    traceServer(tracing);
    traceClient(tracing);
  },
  undici: (tracing) => void traceUndici(tracing),
};
