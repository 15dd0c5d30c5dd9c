export { type MetricsOptions, resolveMetricsOptions } from './resolve-metrics-options.js';
export { type Metrics, type StartMetrics, startMetrics } from './start-metrics.js';
