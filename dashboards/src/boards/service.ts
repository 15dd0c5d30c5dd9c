import type { Board } from '../board.ts';
import { graph, lines, number, traceList } from '../panels.ts';
import { log, metric, metricNow } from '../queries.ts';
import { traces } from '../trace-queries.ts';

const REQUESTS = 'http_server_request_duration_seconds';
const by = 'service_name=~"$service"';

/** One service, from its routes down to its lines. */
export const service: Board = {
  name: 'service',
  title: 'Service',
  choice: 'one',
  about: 'One service: its routes, what it calls, its last errors.',
  panels: [
    number('Requests', 'reqps', metricNow(`sum(rate(${REQUESTS}_count{${by}}[$__range]))`)),
    number(
      'Share of server errors',
      'percentunit',
      metricNow(
        `(sum(rate(${REQUESTS}_count{${by},http_response_status_code=~"5.."}[$__range])) or vector(0)) / sum(rate(${REQUESTS}_count{${by}}[$__range]))`,
      ),
    ),
    number(
      'Duration, p95',
      's',
      metricNow(
        `histogram_quantile(0.95, sum by (le) (rate(${REQUESTS}_bucket{${by}}[$__range])))`,
      ),
    ),
    number('Processes', 'none', metricNow(`count(process_start_time_seconds{${by}})`)),
    graph(
      'Requests by route',
      'reqps',
      metric(`sum by (http_route) (rate(${REQUESTS}_count{${by}}[$__rate_interval]))`),
    ),
    graph(
      'Duration by route, p95',
      's',
      metric(
        `histogram_quantile(0.95, sum by (http_route, le) (rate(${REQUESTS}_bucket{${by}}[$__rate_interval])))`,
      ),
    ),
    graph(
      'Requests by status',
      'reqps',
      metric(
        `sum by (http_response_status_code) (rate(${REQUESTS}_count{${by}}[$__rate_interval]))`,
      ),
    ),
    graph(
      'Spans by name, p95',
      's',
      metric(
        `topk(10, histogram_quantile(0.95, sum by (span_name, le) (rate(traces_span_metrics_duration_seconds_bucket{${by}}[$__rate_interval]))))`,
      ),
    ),
    traceList('Slow traces', traces({ minDuration: '500ms' })),
    traceList('Failed traces', traces({ tags: '{"error":"true"}' })),
    lines('Errors', log('{service_name=~"$service"} | severity_number>=17')),
  ],
};
