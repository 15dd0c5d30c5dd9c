import { join } from 'node:path';

/**
 * The processes of the stack in the order in which they start: the back ends first, so that the
 * collector finds them. They read the very files that compose mounts.
 *
 * @param ports the port of each name in STACK_PORTS
 * @param bin where the programs are
 * @param etc the folder that `stageConfiguration` filled
 * @param overlays further files for the collector
 * @param logs which of the two takes the logs, `loki` or `victorialogs`
 * @param data where each keeps what it was given
 */
export function listBackends({ ports, bin, etc, data, env, logs, overlays = [] }) {
  const url = (name) => `http://127.0.0.1:${ports[name]}`;
  const shared = {
    ...env,
    SONDE_GRAFANA_URL: env.SONDE_GRAFANA_URL ?? 'http://127.0.0.1:3000',
    SONDE_LOKI_URL: url('loki'),
    SONDE_VICTORIALOGS_URL: url('victorialogs'),
    SONDE_PROMETHEUS_URL: url('prometheus'),
    SONDE_ALERTMANAGER_URL: url('alertmanager'),
    SONDE_JAEGER_ENDPOINT: `127.0.0.1:${ports['jaeger OTLP']}`,
  };
  const loki = {
    file: join(bin, 'loki'),
    args: [`-config.file=${etc}/loki/loki.yml`, '-config.expand-env=true'],
    env: {
      ...shared,
      SONDE_LOKI_DATA: `${data}/loki`,
      SONDE_LOKI_RULES: `${etc}/loki/rules`,
      SONDE_LOKI_PORT: String(ports.loki),
      SONDE_LOKI_GRPC_PORT: String(ports['loki gRPC']),
    },
    ready: `${url('loki')}/ready`,
  };
  const victoriaLogs = {
    file: join(bin, 'victoria-logs'),
    args: [
      `-storageDataPath=${data}/victorialogs`,
      `-httpListenAddr=127.0.0.1:${ports.victorialogs}`,
      `-retentionPeriod=${env.SONDE_LOG_RETENTION ?? '720h'}`,
      '-memory.allowedBytes=512MiB',
      '-loggerLevel=WARN',
    ],
    env: shared,
    ready: `${url('victorialogs')}/health`,
  };
  return {
    alertmanager: {
      file: join(bin, 'alertmanager'),
      args: [
        `--config.file=${etc}/alertmanager/alertmanager.yml`,
        `--storage.path=${data}/alertmanager`,
        `--web.listen-address=127.0.0.1:${ports.alertmanager}`,
        '--cluster.listen-address=',
        '--log.level=warn',
      ],
      env: shared,
      ready: `${url('alertmanager')}/-/ready`,
    },
    prometheus: {
      file: join(bin, 'prometheus'),
      args: [
        `--config.file=${etc}/prometheus/prometheus.yml`,
        `--storage.tsdb.path=${data}/prometheus`,
        `--storage.tsdb.retention.time=${env.SONDE_METRIC_RETENTION ?? '30d'}`,
        `--web.listen-address=127.0.0.1:${ports.prometheus}`,
        '--web.enable-otlp-receiver',
        '--enable-feature=exemplar-storage',
        '--log.level=warn',
      ],
      env: shared,
      ready: `${url('prometheus')}/-/ready`,
    },
    [logs]: logs === 'loki' ? loki : victoriaLogs,
    jaeger: {
      file: join(bin, 'jaeger'),
      args: [`--config=${etc}/jaeger/jaeger.yml`],
      env: {
        ...shared,
        SONDE_JAEGER_DATA: `${data}/jaeger`,
        SONDE_JAEGER_PORT: String(ports.jaeger),
        SONDE_JAEGER_QUERY_GRPC_PORT: String(ports['jaeger gRPC']),
        SONDE_JAEGER_OTLP_PORT: String(ports['jaeger OTLP']),
        SONDE_JAEGER_HEALTH_PORT: String(ports['jaeger health']),
      },
      ready: `http://127.0.0.1:${ports['jaeger health']}/status`,
    },
    collector: {
      file: join(bin, 'sonde-collector'),
      args: [
        `${etc}/collector/config.yaml`,
        ...(logs === 'victorialogs' ? [`${etc}/collector/overlays/victorialogs.yaml`] : []),
        ...overlays,
      ].map((file) => `--config=${file}`),
      env: {
        ...shared,
        SONDE_COLLECTOR_DATA: `${data}/collector`,
        SONDE_COLLECTOR_HTTP_PORT: String(ports['OTLP over HTTP']),
        SONDE_COLLECTOR_GRPC_PORT: String(ports['OTLP over gRPC']),
        SONDE_COLLECTOR_BROWSER_PORT: String(ports['OTLP from pages']),
        SONDE_COLLECTOR_SYSLOG_PORT: String(ports.syslog),
        SONDE_COLLECTOR_HEALTH: `127.0.0.1:${ports['collector health']}`,
      },
      ready: `http://127.0.0.1:${ports['collector health']}/`,
    },
  };
}
