import * as loki from '@grafana/grafana-foundation-sdk/loki';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import { LOKI, PROMETHEUS } from './sources.ts';

/** A curve of Prometheus, with the exemplars that lead to traces. */
export function metric(expr: string, legend = '__auto'): prometheus.DataqueryBuilder {
  return new prometheus.DataqueryBuilder()
    .datasource(PROMETHEUS)
    .expr(expr)
    .legendFormat(legend)
    .exemplar(true)
    .range();
}

/** The value now, for a number or a table. */
export function metricNow(expr: string, legend = '__auto'): prometheus.DataqueryBuilder {
  return new prometheus.DataqueryBuilder()
    .datasource(PROMETHEUS)
    .expr(expr)
    .legendFormat(legend)
    .format(prometheus.PromQueryFormat.Table)
    .instant();
}

/** Log lines, or a curve counted from them. */
export function log(expr: string, legend = ''): loki.DataqueryBuilder {
  return new loki.DataqueryBuilder()
    .datasource(LOKI)
    .expr(expr)
    .legendFormat(legend)
    .queryType('range');
}

/** A count over the whole range, for a number or a table. */
export function logNow(expr: string): loki.DataqueryBuilder {
  return new loki.DataqueryBuilder().datasource(LOKI).expr(expr).queryType('instant');
}
