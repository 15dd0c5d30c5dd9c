export type { InstrumentationState, InstrumentationStatus } from './instrumentation-status.js';
export { createLaneSpanProcessor } from './lane-span-processor.js';
export { type PackageWatch, watchPackage } from './loading/compile-watch.js';
export { resolveTracingOptions, type TracingOptions } from './resolve-tracing-options.js';
export { type StartTracing, startTracing, type Tracing } from './start-tracing.js';
