import { expect, it } from 'vitest';
import { attribute, fixture, runTraced } from './run-traced.js';

const SERVER = 2;
const env = { SONDE_WEBSOCKET_MESSAGES: '1' };
const program = fixture('late-upgrades.mjs');

it('ends the span of each upgrade, also of one whose socket had closed before ws got it', async () => {
  const { spans, warnings } = await runTraced(program, { env });
  const upgrades = spans.filter(({ kind }) => kind === SERVER);
  const told = upgrades.map((span) => [
    attribute(span, 'url.path'),
    attribute(span, 'http.response.status_code') ?? attribute(span, 'error.type'),
  ]);
  expect(told).toEqual([
    ['/closed', 'closed'],
    ['/destroyed', 'closed'],
    ['/ended', 'closed'],
    ['/terminated', '101'],
    ['/sent-late', '101'],
  ]);
  expect(warnings).toEqual([]);
});

it('a socket that is closed is to the application what it is without tracing', async () => {
  const traced = await runTraced(program, { env });
  const bare = await runTraced(program, { env: { OTEL_TRACES_EXPORTER: 'none' } });
  expect(bare.spans).toEqual([]);
  expect(bare.stdout).toContain('WebSocket is not open');
  expect([traced.code, traced.stdout, traced.stderr]).toEqual([0, bare.stdout, bare.stderr]);
});
