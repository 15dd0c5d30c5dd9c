import type { Board } from '../board.ts';
import { graph, lines, listing, number } from '../panels.ts';
import { log, logNow, metric } from '../queries.ts';

const errors = '{service_name=~"$service"} | exception_type!=""';
const ISSUE = 'sonde_error_fingerprint, service_name, exception_type';
const issues = (window: string, offset?: string): string =>
  `sum by (${ISSUE}) (count_over_time(${errors} [${window}]${offset ? ` offset ${offset}` : ''}))`;
const seen = (which: 'min' | 'max'): string =>
  `${which}_over_time(${errors} | label_format seen=\`{{ __timestamp__ | unixEpochMillis }}\` | unwrap seen [$__range]) by (${ISSUE})`;

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
      'Issues: how often, how many users, first and last seen',
      logNow(issues('$__range')).refId('Count'),
      logNow(
        `count by (${ISSUE}) (sum by (${ISSUE}, user_id) (count_over_time(${errors} | user_id!="" [$__range])))`,
      ).refId('Users'),
      logNow(seen('min')).refId('First seen'),
      logNow(seen('max')).refId('Last seen'),
    )
      .overrideByName('Value #First seen', [{ id: 'unit', value: 'dateTimeFromNow' }])
      .overrideByName('Value #Last seen', [{ id: 'unit', value: 'dateTimeFromNow' }]),
    listing(
      'New issues: not seen in the week before',
      logNow(`${issues('$__range')} unless ${issues('7d', '$__range')}`),
    ),
    listing(
      'Returned issues: not seen for a day, but in the week before it',
      logNow(
        `${issues('$__range')} unless ${issues('24h', '$__range')} and ${issues('6d', '25h')}`,
      ),
    ),
    lines('Errors, with their stacks', log(errors)),
  ],
};
