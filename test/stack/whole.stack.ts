import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askPrometheus } from './ask-prometheus.ts';
import { type OpenStack, openStack } from './open-stack.ts';
import { panelQueries } from './panel-queries.ts';
import { readRules } from './read-rules.ts';
import { hasTool } from './stack-tools.ts';
import { until } from './until.ts';

const NEEDED = ['alertmanager', 'prometheus', 'sonde-collector'];
const missing = NEEDED.filter((name) => !hasTool(name));

/** Panels that have nothing to show while all is well, and why. */
const MAY_BE_EMPTY: Record<string, string> = {
  'Telemetry health / Dropped, by reason': 'no lane dropped anything',
};

let stack: OpenStack;

describe.skipIf(missing.length > 0)(
  `Metrics and alerts (needs npm run stack -- --build-only; missing: ${missing.join(', ') || 'nothing'})`,
  () => {
    beforeAll(async () => {
      stack = await openStack(['alertmanager', 'prometheus', 'collector']);
      for (const fault of ['orders-error', 'catalog-block']) await stack.switchFault(fault, true);
    });
    afterAll(() => stack?.close());

    const ask = (query: string) => askPrometheus(stack.urls.prometheus, query);

    it('brings an exemplar of a request into Prometheus', async () => {
      const trace = await until('an exemplar', async () => {
        const now = Date.now() / 1000;
        const query = 'http_server_request_duration_seconds_bucket';
        const range = new URLSearchParams({ query, start: `${now - 300}`, end: `${now}` });
        const response = await fetch(`${stack.urls.prometheus}/api/v1/query_exemplars?${range}`);
        const { data } = (await response.json()) as {
          data: { exemplars: { labels: Record<string, string> }[] }[];
        };
        return data[0]?.exemplars[0]?.labels['trace_id'];
      });
      expect(trace).toMatch(/^[0-9a-f]{32}$/);
    });

    it('gives every panel of Prometheus data, or names why there may be none', async () => {
      const queries = panelQueries().filter(({ source }) => source === 'prometheus');
      expect(queries.length).toBeGreaterThan(40);
      const empty = async () => {
        const answers = await Promise.all(
          queries.map(async ({ where, expr }) => ({ where, found: (await ask(expr)).length })),
        );
        return answers.filter(({ where, found }) => found === 0 && !MAY_BE_EMPTY[where]);
      };
      let left = await empty();
      await until('data in every panel', async () => {
        left = await empty();
        return left.length === 0 ? true : undefined;
      }).catch(() => undefined);
      expect(left).toEqual([]);
    });

    it('evaluates every rule without an error', async () => {
      const rules = readRules('prometheus/rules');
      for (const { expr } of rules) await ask(expr);
      const response = await fetch(`${stack.urls.prometheus}/api/v1/rules`);
      const { data } = (await response.json()) as {
        data: { groups: { rules: { name: string; health: string }[] }[] };
      };
      const loaded = data.groups.flatMap((group) => group.rules);
      expect(loaded).toHaveLength(rules.length);
      expect(loaded.filter(({ health }) => health === 'err')).toEqual([]);
    });

    it('tells of a blocked event loop with the way to its runbook, and of its end', async () => {
      const ofCatalog = (status: string) =>
        stack.notices.find(
          (notice) =>
            notice.labels['alertname'] === 'EventLoopBlocked' &&
            notice.labels['service_name'] === 'catalog' &&
            notice.status === status,
        );
      const fired = await until('the alert', () => ofCatalog('firing'));
      expect(fired.annotations['runbook']).toBe('dashboards/runbooks/event-loop-blocked.md');
      await stack.switchFault('catalog-block', false);
      await stack.switchFault('orders-error', false);
      await until('its end', () => ofCatalog('resolved'), 400_000);
    }, 600_000);

    it('keeps the dead man’s switch firing', async () => {
      const watchdog = () => stack.notices.find(({ labels }) => labels['alertname'] === 'Watchdog');
      expect(await until('the watchdog', watchdog)).toMatchObject({ status: 'firing' });
    });

    it('refuses a body over the limit and a page of a foreign origin', async () => {
      const url = `${stack.urls.browser}/v1/logs`;
      const headers = { 'content-type': 'application/json' };
      const large = JSON.stringify({ resourceLogs: [], padding: 'x'.repeat(300_000) });
      const answer = await fetch(url, { method: 'POST', headers, body: large });
      expect(answer.status).toBeGreaterThanOrEqual(400);

      const preflight = (origin: string) =>
        fetch(url, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'content-type',
          },
        });
      const foreign = await preflight('https://evil.invalid');
      expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
      const own = await preflight('http://127.0.0.1:8080');
      expect(own.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:8080');
    });
  },
);
