import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '../../packages/pipeline/test/otlp-sink.js';
import { createLaneHome, type LaneHome, long } from './lane-home.js';

let home: LaneHome;

beforeEach(async () => {
  home = await createLaneHome();
});

afterEach(() => home.close());

/** Several pushes of its metrics, each a request that might be traced. */
const pushes = long ? 60 : 5;

it('an idle application with everything on sends no record about itself', {
  timeout: 120_000,
}, async () => {
  const app = fileURLToPath(new URL('./idle-app.mjs', import.meta.url));
  const child = spawn(process.execPath, ['--import', '@sonde/node/register', app], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: {
      PATH: process.env['PATH'],
      HOME: home.folder,
      OTEL_EXPORTER_OTLP_ENDPOINT: home.sink.url,
      OTEL_METRICS_EXPORTER: 'otlp,prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: '0',
      OTEL_METRIC_EXPORT_INTERVAL: long ? '1000' : '300',
      SONDE_SPOOL_DIR: home.folder,
      SONDE_CONSOLE: '1',
      SONDE_WARNINGS: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString();
  });
  const ended = new Promise((resolve) => {
    child.on('close', (_code, signal) => resolve(signal));
  });
  await until('its metrics came often enough', () => metricRequests() > pushes, 100_000);
  child.kill('SIGTERM');
  expect(await ended).toBe('SIGTERM');
  expect(stderr).toBe('');
  expect(home.sink.bodies).toEqual(['up']);
  expect(home.sink.spans).toEqual([]);
  expect(home.sink.metrics.filter((name) => name.startsWith('http.client.'))).toEqual([]);
});

/** How often a metric came that is in every push. */
function metricRequests(): number {
  return home.sink.metrics.filter((name) => name === 'sonde.lane.queued').length;
}
