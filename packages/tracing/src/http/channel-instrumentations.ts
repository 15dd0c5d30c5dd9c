import type { Tracer } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';
import { traceClient } from './trace-client.js';
import { traceFastify } from './trace-fastify.js';
import { traceServer } from './trace-server.js';
import { traceUndici } from './trace-undici.js';

/** Starts an instrumentation that listens to `node:diagnostics_channel` and patches nothing. */
export type ChannelInstrumentation = () => void;

const tracer = (name: string): Tracer => api.trace.getTracer(`@sonde/tracing/${name}`, '0.1.0');

/** Those of our own, by the short name of the official one whose work each does. */
export const channelInstrumentations: Readonly<Record<string, ChannelInstrumentation>> = {
  fastify: () => void traceFastify(),
  http() {
    traceServer(tracer('http'));
    traceClient(tracer('http'));
  },
  undici: () => void traceUndici(tracer('undici')),
};
