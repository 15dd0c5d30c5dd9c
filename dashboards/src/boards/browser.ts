import type { Board } from '../board.ts';
import { graph, lines, listing, number } from '../panels.ts';
import { log, logNow } from '../queries.ts';

const page = '{service_name=~"$service"} | sonde_source="browser"';
const vital = (name: string): string =>
  `quantile_over_time(0.75, ${page} | browser_web_vital_name="${name}" | unwrap browser_web_vital_value [$__auto]) by (url_path)`;

/** What the page's visitors live through. */
export const browser: Board = {
  name: 'browser',
  title: 'Browser',
  about: 'Web vitals at the 75th percentile by page, errors by release and browser.',
  panels: [
    number(
      'Page views',
      'none',
      logNow(`sum(count_over_time(${page} | event_name="browser.page_view" [$__range]))`),
    ),
    number(
      'Sessions',
      'none',
      logNow(`count(sum by (session_id) (count_over_time(${page} | session_id!="" [$__range])))`),
    ),
    number(
      'Errors',
      'none',
      logNow(`sum(count_over_time(${page} | exception_type!="" [$__range]))`),
    ),
    number(
      'Poor vitals',
      'none',
      logNow(`sum(count_over_time(${page} | browser_web_vital_rating="poor" [$__range]))`),
    ),
    graph('LCP, p75', 'ms', log(vital('LCP'), '{{url_path}}')),
    graph('INP, p75', 'ms', log(vital('INP'), '{{url_path}}')),
    graph('CLS, p75', 'none', log(vital('CLS'), '{{url_path}}')),
    graph(
      'Errors',
      'none',
      log(
        `sum by (exception_type) (count_over_time(${page} | exception_type!="" [$__auto]))`,
        '{{exception_type}}',
      ),
    ),
    listing(
      'Errors by release and browser',
      logNow(
        `sum by (service_version, user_agent_original, exception_type) (count_over_time(${page} | exception_type!="" [$__range]))`,
      ),
    ),
    lines('From pages', log(page)),
  ],
};
