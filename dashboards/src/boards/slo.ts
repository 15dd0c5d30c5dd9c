import type { Board } from '../board.ts';
import { graph, number } from '../panels.ts';
import { metric, metricNow } from '../queries.ts';

const BUDGET = 0.005;
const by = 'service_name=~"$service"';
const burn = (window: string): string =>
  `service:http_errors:ratio_rate${window}{${by}} / ${BUDGET}`;

/** The error budget, and how fast it burns. */
export const slo: Board = {
  name: 'slo',
  title: 'SLO',
  about:
    '99.5 % of the requests are answered without a server error. 1 x is the pace that uses the budget up in 30 days.',
  panels: [
    number(
      'Budget left of the range',
      'percentunit',
      metricNow(
        `1 - (sum(increase(http_server_request_duration_seconds_count{${by},http_response_status_code=~"5.."}[$__range])) or vector(0)) / sum(increase(http_server_request_duration_seconds_count{${by}}[$__range])) / ${BUDGET}`,
      ),
    ),
    number('Burn over 1 h', 'none', metricNow(`max(${burn('1h')})`)),
    number('Burn over 6 h', 'none', metricNow(`max(${burn('6h')})`)),
    number('Burn over 3 d', 'none', metricNow(`max(${burn('3d')})`)),
    graph(
      'Burn: pages above 14.4 x over 1 h and 5 m',
      'none',
      metric(burn('1h'), '{{service_name}} 1h'),
      metric(burn('5m'), '{{service_name}} 5m'),
    ),
    graph(
      'Burn: pages above 6 x over 6 h and 30 m',
      'none',
      metric(burn('6h'), '{{service_name}} 6h'),
      metric(burn('30m'), '{{service_name}} 30m'),
    ),
    graph(
      'Burn: a ticket above 1 x over 3 d and 6 h',
      'none',
      metric(burn('3d'), '{{service_name}} 3d'),
      metric(burn('6h'), '{{service_name}} 6h'),
    ),
  ],
};
