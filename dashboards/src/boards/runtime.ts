import type { Board } from '../board.ts';
import { graph, number } from '../panels.ts';
import { metric, metricNow } from '../queries.ts';

const by = 'service_name=~"$service"';

/** Event loop, heap, garbage collection and restarts. */
export const runtime: Board = {
  name: 'runtime',
  title: 'Node runtime',
  about: 'Event loop, heap, garbage collection and restarts of every Node process.',
  panels: [
    number(
      'Starts',
      'none',
      metricNow(
        `count(max_over_time(process_start_time_seconds{${by}}[$__range]) > $__from / 1000) or vector(0)`,
      ),
    ),
    number(
      'Longest block',
      's',
      metricNow(`max(max_over_time(nodejs_eventloop_delay_max_seconds{${by}}[$__range]))`),
    ),
    number(
      'Fullest heap',
      'percentunit',
      metricNow(
        `max(sum by (service_name, instance) (v8js_memory_heap_used_bytes{${by}}) / sum by (service_name, instance) (v8js_memory_heap_limit_bytes{${by}}))`,
      ),
    ),
    number('Active handles', 'none', metricNow(`sum(nodejs_active_handles{${by}})`)),
    graph(
      'Event-loop delay',
      's',
      metric(
        `max by (service_name) (nodejs_eventloop_delay_p50_seconds{${by}})`,
        '{{service_name}} p50',
      ),
      metric(
        `max by (service_name) (nodejs_eventloop_delay_p99_seconds{${by}})`,
        '{{service_name}} p99',
      ),
    ),
    graph(
      'Longest block',
      's',
      metric(`max by (service_name) (nodejs_eventloop_delay_max_seconds{${by}})`),
    ),
    graph(
      'Blocks by function (where the watchdog runs)',
      'none',
      metric(
        `sum by (service_name, code_function_name) (increase(nodejs_eventloop_block_duration_seconds_count{${by}}[$__rate_interval]))`,
      ),
    ),
    graph(
      'Lateness of the loop, by cause',
      'percentunit',
      metric(
        `sum by (service_name, sonde_delay_cause) (rate(sonde_eventloop_delay_time_seconds_total{${by}}[$__rate_interval]))`,
        '{{service_name}} {{sonde_delay_cause}}',
      ),
      metric(
        `sum by (service_name) (rate(nodejs_eventloop_block_duration_seconds_sum{${by}}[$__rate_interval]))`,
        '{{service_name}} single callbacks over the threshold',
      ),
    ),
    graph(
      'Event-loop utilisation',
      'percentunit',
      metric(`max by (service_name) (nodejs_eventloop_utilization_ratio{${by}})`),
    ),
    graph(
      'Heap against its limit',
      'bytes',
      metric(
        `max by (service_name) (sum by (service_name, instance) (v8js_memory_heap_used_bytes{${by}}))`,
        '{{service_name}}',
      ),
      metric(
        `max by (service_name) (v8js_memory_heap_limit_bytes{${by}})`,
        '{{service_name}} limit',
      ),
    ),
    graph(
      'Heap by space',
      'bytes',
      metric(`sum by (v8js_heap_space_name) (v8js_memory_heap_used_bytes{${by}})`),
    ),
    graph(
      'What a full collection leaves (where the watchdog runs)',
      'bytes',
      metric(`max by (service_name) (sonde_heap_floor_bytes{${by}})`),
    ),
    graph(
      'Memory is full in (while it grows)',
      's',
      metric(`min by (service_name) (sonde_heap_full_in_seconds{${by}})`),
    ),
    graph(
      'Process memory',
      'bytes',
      metric(`max by (service_name) (process_memory_usage_bytes{${by}})`),
    ),
    graph(
      'Time spent on garbage collection',
      'percentunit',
      metric(
        `sum by (service_name, v8js_gc_type) (rate(v8js_gc_duration_seconds_sum{${by}}[$__rate_interval]))`,
        '{{service_name}} {{v8js_gc_type}}',
      ),
    ),
    graph(
      'Processor',
      'percentunit',
      metric(
        `sum by (service_name, process_cpu_state) (rate(process_cpu_time_seconds_total{${by}}[$__rate_interval]))`,
      ),
    ),
  ],
};
