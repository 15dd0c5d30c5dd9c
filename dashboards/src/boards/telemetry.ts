import type { Board } from '../board.ts';
import { graph, listing, number } from '../panels.ts';
import { log, metric, metricNow } from '../queries.ts';

const by = 'service_name=~"$service"';
const sumOf = (...metrics: string[]): string =>
  metrics.map((name) => `sum(rate(${name}[$__rate_interval]))`).join(' + ');

/** The lane's ledger, the collector's queues and refusals, what each service costs. */
export const telemetry: Board = {
  name: 'telemetry',
  title: 'Telemetry health',
  about:
    'Whether everything arrives: the ledger of every lane, the collector, what each service costs.',
  panels: [
    number(
      'Dropped by lanes',
      'none',
      metricNow(
        `sum(increase(sonde_lane_records_total{${by},outcome="dropped"}[$__range])) or vector(0)`,
      ),
    ),
    number('Waiting in lanes', 'none', metricNow(`sum(sonde_lane_queued{${by}})`)),
    number('Waiting in the collector', 'bytes', metricNow('sum(otelcol_exporter_queue_size)')),
    number('Series in Prometheus', 'none', metricNow('prometheus_tsdb_head_series')),
    graph(
      'The ledger',
      'cps',
      metric(`sum by (signal, outcome) (rate(sonde_lane_records_total{${by}}[$__rate_interval]))`),
    ),
    graph(
      'Dropped, by reason',
      'none',
      metric(
        `sum by (service_name, signal, reason) (increase(sonde_lane_records_total{${by},outcome="dropped"}[$__rate_interval]))`,
      ),
    ),
    graph(
      'Queue of each exporter',
      'bytes',
      metric('sum by (exporter) (otelcol_exporter_queue_size)'),
    ),
    graph(
      'Refused by the collector',
      'cps',
      metric(
        sumOf(
          'otelcol_receiver_refused_log_records_total',
          'otelcol_receiver_refused_spans_total',
          'otelcol_receiver_refused_metric_points_total',
        ),
        'refused',
      ),
    ),
    graph(
      'Given up by the collector',
      'cps',
      ...['log_records', 'spans', 'metric_points'].flatMap((records) =>
        ['send', 'enqueue'].map((how) =>
          metric(
            `sum by (exporter) (rate(otelcol_exporter_${how}_failed_${records}_total[$__rate_interval]))`,
            `${records} {{exporter}} ${how}`,
          ),
        ),
      ),
    ),
    graph(
      'Accepted by the collector',
      'cps',
      metric(
        'sum by (receiver) (rate(otelcol_receiver_accepted_log_records_total[$__rate_interval]))',
        'logs {{receiver}}',
      ),
      metric(
        'sum by (receiver) (rate(otelcol_receiver_accepted_spans_total[$__rate_interval]))',
        'spans {{receiver}}',
      ),
      metric(
        'sum by (receiver) (rate(otelcol_receiver_accepted_metric_points_total[$__rate_interval]))',
        'points {{receiver}}',
      ),
    ),
    graph(
      'The collector’s memory',
      'bytes',
      metric('max(otelcol_process_memory_rss_bytes)', 'resident'),
    ),
    graph(
      'Log bytes by service',
      'bytes',
      log(
        'sum by (service_name) (bytes_over_time({service_name=~"$service"} [$__auto]))',
        '{{service_name}}',
      ),
    ),
    listing(
      'Cost by service: records',
      metricNow(
        `sum by (service_name, signal) (increase(sonde_lane_records_total{${by},outcome="accepted"}[$__range]))`,
      ),
    ),
  ],
};
