export { type BaggageRules, createBaggageRules } from './http/baggage-rules.js';
export { addMissingHeader } from './http/client-headers.js';
export { listenToChannels } from './http/listen-to-channels.js';
export { hasPlainId, requestIdOf } from './http/request-id.js';
export { isServed } from './http/served-request.js';
export type { InstrumentationState, InstrumentationStatus } from './instrumentation-status.js';
export { createLaneSpanProcessor } from './lane-span-processor.js';
export { type PackageWatch, watchPackage } from './loading/compile-watch.js';
export {
  resolveBaggageHosts,
  resolveTracingOptions,
  type TracingOptions,
} from './resolve-tracing-options.js';
export { type StartTracing, startTracing, type Tracing } from './start-tracing.js';
