import type { Board } from '../board.ts';
import { graph, listing, network } from '../panels.ts';
import { metric, metricNow } from '../queries.ts';
import { callGraph } from '../trace-queries.ts';

const CALLS = 'traces_service_graph_request';
const edges = (expr: string): string =>
  `label_join(label_replace(label_replace(sum by (client, server) (${expr}), "source", "$1", "client", "(.*)"), "target", "$1", "server", "(.*)"), "id", " > ", "client", "server")`;

/** Who calls whom, and what the calls cost. */
export const dependencies: Board = {
  name: 'dependencies',
  title: 'Dependencies',
  about: 'The service graph, outgoing calls and the database.',
  panels: [
    network('Who calls whom', metricNow(edges(`rate(${CALLS}_total[$__range])`))),
    network('Who calls whom, in the kept traces', callGraph()),
    listing(
      'Calls',
      metricNow(`sum by (client, server) (rate(${CALLS}_total[$__range]))`),
      metricNow(`sum by (client, server) (rate(${CALLS}_failed_total[$__range]))`),
      metricNow(
        `histogram_quantile(0.95, sum by (client, server, le) (rate(${CALLS}_client_seconds_bucket[$__range])))`,
      ),
    ),
    graph(
      'Outgoing HTTP calls, p95',
      's',
      metric(
        'histogram_quantile(0.95, sum by (service_name, server_address, server_port, le) (rate(http_client_request_duration_seconds_bucket{service_name=~"$service"}[$__rate_interval])))',
      ),
    ),
    graph(
      'Outgoing HTTP calls that failed',
      'reqps',
      metric(
        'sum by (service_name, server_address, server_port) (rate(http_client_request_duration_seconds_count{service_name=~"$service",error_type!=""}[$__rate_interval]))',
      ),
    ),
    graph(
      'Database operations, p95',
      's',
      metric(
        'histogram_quantile(0.95, sum by (service_name, db_operation_name, le) (rate(db_client_operation_duration_seconds_bucket{service_name=~"$service"}[$__rate_interval])))',
      ),
    ),
    graph(
      'Database connections',
      'none',
      metric(
        'sum by (service_name, db_client_connection_state) (db_client_connection_count{service_name=~"$service"})',
      ),
    ),
  ],
};
