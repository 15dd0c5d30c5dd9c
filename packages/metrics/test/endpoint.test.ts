import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Warning } from '@sonde/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExposition } from './parse-exposition.js';
import { type Recorded, scrape, startRecorded } from './recording-lane.js';

function statusOf(address: string, path: string, headers: object, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, address), { method, headers: { ...headers } });
    call.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('error', reject);
    call.end();
  });
}

describe('/metrics', () => {
  let recorded: Recorded;
  let address: string;

  beforeAll(async () => {
    recorded = startRecorded({ OTEL_METRICS_EXPORTER: 'prometheus' });
    address = await recorded.address();
  });
  afterAll(() => recorded.metrics.stop());

  it('answers in OpenMetrics when asked, in the text format otherwise, both by their grammar', async () => {
    recorded.metrics.meterProvider
      .getMeter('t')
      .createCounter('odd.names-of.things', {
        unit: 'By',
        description: 'back\\slash\nand "quotes"',
      })
      .add(2, { 'a.b': 'x"y\\z\n', 'a-b': 'one label, two attributes' });
    const open = parseExposition(await scrape(address), true);
    const text = parseExposition(await scrape(address, false), false);
    expect(open.get('odd_names_of_things_bytes')).toMatchObject({
      type: 'counter',
      unit: 'bytes',
      samples: [{ name: 'odd_names_of_things_bytes_total', labels: { a_b: 'x"y\\z\n' }, value: 2 }],
    });
    expect(text.get('odd_names_of_things_bytes_total')).toMatchObject({ type: 'counter' });
    expect(open.size).toBe(text.size);
  });

  it('shows the runtime under the documented names', async () => {
    const families = parseExposition(await scrape(address), true);
    const types = Object.fromEntries([...families].map(([name, { type }]) => [name, type]));
    expect(types).toMatchObject({
      nodejs_eventloop_delay_seconds: 'histogram',
      nodejs_eventloop_delay_p50_seconds: 'gauge',
      nodejs_eventloop_delay_p99_seconds: 'gauge',
      nodejs_eventloop_delay_max_seconds: 'gauge',
      nodejs_eventloop_utilization_ratio: 'gauge',
      v8js_memory_heap_used_bytes: 'gauge',
      v8js_memory_heap_space_size_bytes: 'gauge',
      v8js_memory_heap_limit_bytes: 'gauge',
      process_memory_usage_bytes: 'gauge',
      process_cpu_time_seconds: 'counter',
      process_start_time_seconds: 'gauge',
      nodejs_active_handles: 'gauge',
      sonde_lane_records: 'counter',
      sonde_lane_queued: 'gauge',
      sonde_lane_sent_bytes: 'counter',
      sonde_lane_retries: 'counter',
      sonde_lane_spool_bytes: 'gauge',
      sonde_lane_oldest_seconds: 'gauge',
      sonde_lane_last_success_seconds: 'gauge',
      sonde_lane_output_records: 'counter',
    });
    expect(families.get('sonde_lane_sent_bytes')?.samples).toContainEqual({
      name: 'sonde_lane_sent_bytes_total',
      labels: { signal: 'logs' },
      value: 300,
    });
    expect(families.get('sonde_lane_oldest_seconds')?.samples[0]?.value).toBe(1.5);
    expect(families.get('sonde_lane_output_records')?.samples).toContainEqual({
      name: 'sonde_lane_output_records_total',
      labels: { output: 'file', signal: 'logs', outcome: 'dropped', reason: 'ring_full' },
      value: 1,
    });
    expect(families.get('sonde_lane_records')?.samples).toContainEqual({
      name: 'sonde_lane_records_total',
      labels: { signal: 'logs', outcome: 'dropped', reason: 'ring_full' },
      value: 1,
    });
  });

  it('refuses a foreign Host header, another path and another method', async () => {
    expect(await statusOf(address, '/metrics', {})).toBe(200);
    expect(await statusOf(address, '/metrics', { host: 'localhost:9464' })).toBe(200);
    expect(await statusOf(address, '/metrics', { host: 'evil.example' })).toBe(403);
    expect(await statusOf(address, '/metrics', { host: '127.0.0.1.evil.example:80' })).toBe(403);
    expect(await statusOf(address, '/', {})).toBe(404);
    expect(await statusOf(address, '/metrics', {}, 'POST')).toBe(405);
    expect(await statusOf(address, '/metrics', {}, 'HEAD')).toBe(200);
  });

  it('listens on loopback', () => {
    expect(new URL(address).hostname).toBe('127.0.0.1');
  });

  it('turns a taken port into one warning', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => {
      holder.listen(0, '127.0.0.1', resolve);
    });
    const { port } = holder.address() as AddressInfo;
    const second = startRecorded({
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
    });
    const taken = (): Warning[] =>
      second.warnings.filter(({ code }) => code === 'metrics_port_taken');
    await expect.poll(taken).toMatchObject([{ got: String(port) }]);
    expect(second.metrics.address).toBeUndefined();
    second.metrics.stop();
    holder.close();
  });
});
