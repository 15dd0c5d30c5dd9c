import type { Board } from '../board.ts';
import { graph, lines, listing, number, traceList } from '../panels.ts';
import { log, logNow, metric } from '../queries.ts';
import { traces } from '../trace-queries.ts';

const page = '{service_name=~"$service"} | sonde_source="browser"';
const CALLS = '{service_name=~"$service",sonde_source="browser",span_kind="SPAN_KIND_CLIENT"';
const vital = (name: string): string =>
  `quantile_over_time(0.75, ${page} | browser_web_vital_name="${name}" | unwrap browser_web_vital_value [$__auto]) by (url_path)`;

/** What the page's visitors live through. */
export const browser: Board = {
  name: 'browser',
  title: 'Browser',
  choice: 'page',
  about:
    'Web vitals at the 75th percentile by page, errors by release and browser, calls and their traces.',
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
    graph(
      'Calls, p95',
      's',
      metric(
        `histogram_quantile(0.95, sum by (span_name, le) (rate(traces_span_metrics_duration_seconds_bucket${CALLS}}[$__rate_interval])))`,
      ),
    ),
    graph(
      'Calls that failed',
      'reqps',
      metric(
        `sum by (span_name) (rate(traces_span_metrics_calls_total${CALLS},status_code="STATUS_CODE_ERROR"}[$__rate_interval]))`,
      ),
    ),
    traceList('Failed: from the page to the trace', traces({ tags: '{"error":"true"}' })),
    traceList('Slow: from the page to the trace', traces({ minDuration: '500ms' })),
    lines('From pages', log(page)),
  ],
};
