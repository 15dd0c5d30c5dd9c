import type { Board } from '../board.ts';
import { graph, listing } from '../panels.ts';
import { metric, metricNow } from '../queries.ts';

const REQUESTS = 'http_server_request_duration_seconds';
const by = 'service_name=~"$service"';

/** Rate, errors and duration of every service, with what is full. */
export const services: Board = {
  name: 'services',
  title: 'Services',
  about: 'Rate, errors and duration of every service, and what is full. A dot is a trace.',
  panels: [
    graph(
      'Requests',
      'reqps',
      metric(`sum by (service_name) (rate(${REQUESTS}_count{${by}}[$__rate_interval]))`),
    ),
    graph(
      'Share of server errors',
      'percentunit',
      metric(
        `(sum by (service_name) (rate(${REQUESTS}_count{${by},http_response_status_code=~"5.."}[$__rate_interval])) or 0 * sum by (service_name) (rate(${REQUESTS}_count{${by}}[$__rate_interval]))) / sum by (service_name) (rate(${REQUESTS}_count{${by}}[$__rate_interval]))`,
      ),
    ),
    graph(
      'Duration, p95',
      's',
      metric(
        `histogram_quantile(0.95, sum by (service_name, le) (rate(${REQUESTS}_bucket{${by}}[$__rate_interval])))`,
      ),
    ),
    graph(
      'Apdex (satisfied up to 0.5 s, tolerated up to 2.5 s)',
      'percentunit',
      metric(
        `(sum by (service_name) (rate(${REQUESTS}_bucket{${by},le="0.5"}[$__rate_interval])) + sum by (service_name) (rate(${REQUESTS}_bucket{${by},le="2.5"}[$__rate_interval]))) / 2 / sum by (service_name) (rate(${REQUESTS}_count{${by}}[$__rate_interval]))`,
      ),
    ),
    graph(
      'Event-loop utilisation',
      'percentunit',
      metric(`max by (service_name) (nodejs_eventloop_utilization_ratio{${by}})`),
    ),
    graph(
      'Processor',
      'percentunit',
      metric(
        `sum by (service_name) (rate(process_cpu_time_seconds_total{${by}}[$__rate_interval]))`,
      ),
    ),
    listing(
      'By route',
      metricNow(
        `sum by (service_name, http_request_method, http_route) (rate(${REQUESTS}_count{${by}}[$__range]))`,
      ),
      metricNow(
        `histogram_quantile(0.95, sum by (service_name, http_request_method, http_route, le) (rate(${REQUESTS}_bucket{${by}}[$__range])))`,
      ),
    ),
  ],
};
