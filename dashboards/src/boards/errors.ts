import type { Board } from '../board.ts';
import { graph, lines, listing, number } from '../panels.ts';
import { log, logNow, metric } from '../queries.ts';

const errors = '{service_name=~"$service"} | exception_type!=""';
const ISSUE = 'sonde_error_fingerprint, service_name, exception_type';

/** Issues by fingerprint, down to the stack and the trace. */
export const errorsBoard: Board = {
  name: 'errors',
  title: 'Errors',
  about: 'Issues by fingerprint; a line below opens to its stack and to its trace.',
  panels: [
    number('Errors', 'none', logNow(`sum(count_over_time(${errors} [$__range]))`)),
    number(
      'Issues',
      'none',
      logNow(
        `count(sum by (sonde_error_fingerprint) (count_over_time(${errors} | sonde_error_fingerprint!="" [$__range])))`,
      ),
    ),
    number(
      'Nobody caught',
      'none',
      logNow(`sum(count_over_time(${errors} | sonde_error_handled="false" [$__range]))`),
    ),
    number(
      'Users',
      'none',
      logNow(`count(sum by (user_id) (count_over_time(${errors} | user_id!="" [$__range])))`),
    ),
    graph(
      'Errors by service',
      'none',
      log(`sum by (service_name) (count_over_time(${errors} [$__auto]))`, '{{service_name}}'),
    ),
    graph(
      'Exceptions recorded on spans',
      'none',
      metric(
        'sum by (service_name, exception_type) (increase(exceptions_total{service_name=~"$service"}[$__rate_interval]))',
      ),
    ),
    listing(
      'Issues: how often',
      logNow(`topk(50, sum by (${ISSUE}) (count_over_time(${errors} [$__range])))`),
    ),
    listing(
      'New issues: not seen in the day before',
      logNow(
        `sum by (${ISSUE}) (count_over_time(${errors} [$__range])) unless sum by (${ISSUE}) (count_over_time(${errors} [24h] offset $__range))`,
      ),
    ),
    lines('Errors, with their stacks', log(errors)),
  ],
};
