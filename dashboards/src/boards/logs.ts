import type { Board } from '../board.ts';
import { graph, lines } from '../panels.ts';
import { log } from '../queries.ts';

/** The lines themselves. */
export const logs: Board = {
  name: 'logs',
  title: 'Logs',
  about: 'Lines by level and service.',
  panels: [
    graph(
      'Lines by level',
      'none',
      log(
        'sum by (severity_text) (count_over_time({service_name=~"$service"} [$__auto]))',
        '{{severity_text}}',
      ),
    ),
    graph(
      'Bytes by service',
      'bytes',
      log(
        'sum by (service_name) (bytes_over_time({service_name=~"$service"} [$__auto]))',
        '{{service_name}}',
      ),
    ),
    lines('Lines', log('{service_name=~"$service"}')),
  ],
};
