export { type MetricsOptions, resolveMetricsOptions } from './resolve-metrics-options.js';
export { runtimeMetricNames } from './runtime/metric-names.js';
export { type Metrics, type StartMetrics, startMetrics } from './start-metrics.js';
