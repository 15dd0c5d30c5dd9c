/** Where everything of the stack listens, loopback only: the variable that moves it, the default. */
export const STACK_PORTS = {
  'OTLP over HTTP': ['SONDE_COLLECTOR_HTTP_PORT', 4318],
  'OTLP over gRPC': ['SONDE_COLLECTOR_GRPC_PORT', 4317],
  'OTLP from pages': ['SONDE_COLLECTOR_BROWSER_PORT', 4328],
  syslog: ['SONDE_COLLECTOR_SYSLOG_PORT', 5514],
  'collector health': ['SONDE_COLLECTOR_HEALTH_PORT', 13133],
  loki: ['SONDE_LOKI_PORT', 3100],
  'loki gRPC': ['SONDE_LOKI_GRPC_PORT', 9096],
  victorialogs: ['SONDE_VICTORIALOGS_PORT', 9428],
  jaeger: ['SONDE_JAEGER_PORT', 16686],
  'jaeger gRPC': ['SONDE_JAEGER_QUERY_GRPC_PORT', 16685],
  'jaeger OTLP': ['SONDE_JAEGER_OTLP_PORT', 14317],
  'jaeger health': ['SONDE_JAEGER_HEALTH_PORT', 13134],
  prometheus: ['SONDE_PROMETHEUS_PORT', 9090],
  alertmanager: ['SONDE_ALERTMANAGER_PORT', 9093],
};
