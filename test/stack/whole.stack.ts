import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Notice } from './alert-sinks.ts';
import { countInJaeger, findTrace, type JaegerTrace } from './ask-jaeger.ts';
import { askLoki, askLokiNow } from './ask-loki.ts';
import { askPrometheus } from './ask-prometheus.ts';
import { askVictoriaLogs } from './ask-victorialogs.ts';
import { browseShop, type Visits } from './browse-shop.ts';
import { LOGS, MISSING } from './open-backends.ts';
import { GRAFANA, type OpenStack, openStack } from './open-stack.ts';
import { type PanelQuery, panelQueries } from './panel-queries.ts';
import { readRules } from './read-rules.ts';
import { until } from './until.ts';

/** Without Loki its panels and rules are read by the grammar of LogQL only (logql.test.ts). */
const hasLoki = LOGS === 'loki';
const FAULTS = ['orders-error', 'catalog-block', 'slow-query'];

/** Panels that have nothing to show in a shop of five minutes, and why. */
const MAY_BE_EMPTY: Record<string, string> = {
  'Browser / Starts': 'a page is no process',
  'Node runtime / Memory is full in (while it grows)': 'no heap grows in five minutes',
  'Telemetry health / Dropped, by reason': 'no lane dropped anything',
  'Telemetry health / Given up by the collector': 'no back end refused anything for good',
  'Errors / Returned issues: not seen for a day, but in the week before it':
    'no issue of a new stack is a week old',
};

let stack: OpenStack;
let visits: Visits;

describe.skipIf(MISSING.length > 0)(
  `The whole stack (needs npm run stack -- --build-only; missing: ${MISSING.join(', ') || 'nothing'})`,
  () => {
    beforeAll(async () => {
      stack = await openStack();
      visits = await browseShop(stack.shopUrl);
    });
    afterAll(async () => {
      await visits?.stop();
      await stack?.close();
    });

    describe('knows one visit', () => {
      let trace: JaegerTrace;

      it('in Jaeger, from the click in the page to the SQL', async () => {
        trace = await until('the trace of a checkout', async () => {
          for (const id of visits.checkouts) {
            const found = await findTrace(stack.urls.jaeger, id);
            if (found && servicesOf(found).size >= 3 && hasSql(found)) return found;
          }
          return undefined;
        });
        expect([...servicesOf(trace)]).toEqual(
          expect.arrayContaining(['shop-page', 'gateway', 'orders']),
        );
        expect(pathToSql(trace)[0]).toBe('shop-page');
      });

      it.skipIf(hasLoki)(
        'in VictoriaLogs, by the field trace_id, and not by its stream',
        async () => {
          const lines = await until('a line of the trace', async () => {
            const found = await askVictoriaLogs(stack.urls.logs, `trace_id:="${trace.traceID}"`);
            return found.some((line) => line['service.name'] === 'gateway') ? found : undefined;
          });
          const streams = new Set(lines.map((line) => line['_stream']));
          expect(
            [...streams].filter((stream) => !/^\{service.name="[\w-]+"\}$/.test(stream ?? '')),
          ).toEqual([]);
        },
      );

      it.runIf(hasLoki)(
        'in Loki, by the structured metadata trace_id, and not by a label',
        async () => {
          const query = `{service_name=~".+"} | trace_id="${trace.traceID}"`;
          const { result } = await until('a line of the trace', async () => {
            const answer = await askLoki(stack.urls.logs, query);
            return answer.result.length > 0 ? answer : undefined;
          });
          expect(result.map(({ stream }) => stream?.['service_name'])).toContain('gateway');
          const labels = await fetch(`${stack.urls.logs}/loki/api/v1/labels`);
          const { data } = (await labels.json()) as { data: string[] };
          expect(data.toSorted()).toEqual(['service_name']);
        },
      );

      it('in Prometheus, as an exemplar whose trace Jaeger has', async () => {
        const kept = await until('an exemplar of a trace in Jaeger', async () => {
          for (const id of await exemplarsOf('http_server_request_duration_seconds_bucket')) {
            const found = await findTrace(stack.urls.jaeger, id);
            if (found) return found;
          }
          return undefined;
        });
        expect(kept.spans.length).toBeGreaterThan(0);
        const visited = await until('the exemplar of a visit', async () => {
          const found = await exemplarsOf('http_server_request_duration_seconds_bucket');
          return found.find((id) => visits.checkouts.includes(id));
        });
        expect(await findTrace(stack.urls.jaeger, visited)).toBeDefined();
      });
    });

    describe('with faults on', () => {
      beforeAll(async () => {
        for (const fault of FAULTS) await stack.switchFault(fault, true);
      });

      it('gives every panel data, or names why there may be none', async () => {
        const queries = panelQueries().filter(({ source }) => hasLoki || source !== 'loki');
        expect(queries.length).toBeGreaterThan(hasLoki ? 80 : 50);
        let left: PanelQuery[] = queries;
        await until(
          'data in every panel',
          async () => {
            const answers = await Promise.all(left.map(countAnswers));
            left = left.filter((_, i) => answers[i] === 0);
            return left.every(({ where }) => MAY_BE_EMPTY[where]) ? true : undefined;
          },
          240_000,
        ).catch((error: Error) => {
          if (!error.message.startsWith('not within')) throw error;
        });
        const unnamed = left.filter(({ where }) => !MAY_BE_EMPTY[where]);
        expect(unnamed.map(({ where, expr }) => `${where}: ${expr}`)).toEqual([]);
      }, 300_000);

      it('offers what the variables ask for', async () => {
        const all = await valuesOf('target_info', 'service_name');
        expect(all).toEqual(expect.arrayContaining(['gateway', 'orders', 'catalog', 'notify']));
        const pages = await valuesOf(
          'traces_span_metrics_calls_total{sonde_source="browser"}',
          'service_name',
        );
        expect(pages).toEqual(['shop-page']);
      });

      it('evaluates every rule of Prometheus without an error', async () => {
        const rules = readRules('prometheus/rules');
        for (const { expr } of rules) await askPrometheus(stack.urls.prometheus, expr);
        const loaded = await rulesOf(stack.urls.prometheus, '/api/v1/rules');
        expect(loaded).toHaveLength(rules.length);
        expect(loaded.filter(({ health }) => health === 'err')).toEqual([]);
      });

      it.runIf(hasLoki)('evaluates every rule of Loki without an error', async () => {
        const rules = readRules('loki/rules/fake');
        for (const { expr } of rules) await askLokiNow(stack.urls.logs, expr);
        const loaded = await until('the rules of Loki', async () => {
          const found = await rulesOf(stack.urls.logs, '/prometheus/api/v1/rules');
          return found.every(({ health }) => health !== 'unknown') ? found : undefined;
        });
        expect(loaded).toHaveLength(rules.length);
        expect(loaded.filter(({ health }) => health === 'err')).toEqual([]);
      });

      it.runIf(hasLoki)(
        'tells of a new issue by the rule of Loki, with a way to the dashboard',
        async () => {
          const notice = await until('the alert', () => noticeOf('NewIssue', 'orders', 'firing'));
          expect(notice.labels['sonde_error_fingerprint']).toBeTruthy();
          expect(notice.annotations['dashboard']).toBe(
            `${GRAFANA}/d/sonde-errors?var-service=orders`,
          );
        },
      );

      it('tells of a blocked event loop by webhook, chat and mail, with its runbook', async () => {
        const notice = await until('the alert', () =>
          noticeOf('EventLoopBlocked', 'catalog', 'firing'),
        );
        const runbook = `${GRAFANA}/d/sonde-runbook-event-loop-blocked`;
        expect(notice.annotations['runbook']).toBe(runbook);
        expect(notice.labels['grafana']).toBeUndefined();
        const mail = await until('the mail', () => mailOf('EventLoopBlocked catalog (firing)'));
        expect(mail).toContain(runbook);
        expect(mail).toMatch(/^To: duty@example\.com/m);
        const chat = await until('the message', () =>
          stack.alerts.slack.find((message) => message.includes(runbook)),
        );
        expect(chat).toContain('EventLoopBlocked (firing)');
      });

      // This one and not the block: on a busy machine a loop is late without any fault.
      it('tells of a budget that burns, with its runbook, and of its end', async () => {
        const notice = await until('the alert', () => noticeOf('SloBurnFast', 'orders', 'firing'));
        const runbook = `${GRAFANA}/d/sonde-runbook-slo-burn`;
        expect(notice.annotations['runbook']).toBe(runbook);
        const mail = await until('the mail', () => mailOf('SloBurnFast orders (firing)'));
        expect(mail).toContain(runbook);

        for (const fault of FAULTS) await stack.switchFault(fault, false);
        await until('its end', () => noticeOf('SloBurnFast', 'orders', 'resolved'), 600_000);
        await until('the mail of its end', () => mailOf('SloBurnFast orders (resolved)'));
      }, 900_000);

      it('keeps the dead man’s switch firing', async () => {
        const watchdog = () =>
          stack.alerts.notices.find(({ labels }) => labels['alertname'] === 'Watchdog');
        expect(await until('the watchdog', watchdog)).toMatchObject({ status: 'firing' });
      });
    });

    it('refuses a body over the limit and a page of a foreign origin', async () => {
      const url = `${stack.urls.browser}/v1/logs`;
      const headers = { 'content-type': 'application/json' };
      const large = JSON.stringify({ resourceLogs: [], padding: 'x'.repeat(300_000) });
      const answer = await fetch(url, { method: 'POST', headers, body: large });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).toBe(200);

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

async function countAnswers({ source, expr, jaeger }: PanelQuery): Promise<number> {
  if (source === 'prometheus') return (await askPrometheus(stack.urls.prometheus, expr)).length;
  if (source === 'loki') return (await askLoki(stack.urls.logs, expr)).result.length;
  if (jaeger) return countInJaeger(stack.urls.jaeger, jaeger);
  throw new Error(`nobody asks ${source}`);
}

const noticeOf = (alert: string, service: string, status: Notice['status']): Notice | undefined =>
  stack.alerts.notices.find(
    (notice) =>
      notice.labels['alertname'] === alert &&
      notice.labels['service_name'] === service &&
      notice.status === status,
  );

const mailOf = (subject: string): string | undefined =>
  stack.alerts.mails.find((mail) => mail.includes(`Subject: ${subject}`));

async function exemplarsOf(query: string): Promise<string[]> {
  const now = Date.now() / 1000;
  const range = new URLSearchParams({ query, start: `${now - 600}`, end: `${now}` });
  const response = await fetch(`${stack.urls.prometheus}/api/v1/query_exemplars?${range}`);
  const { data } = (await response.json()) as {
    data: { exemplars: { labels: Record<string, string> }[] }[];
  };
  return data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels['trace_id'] ?? ''));
}

async function valuesOf(match: string, label: string): Promise<string[]> {
  const path = `/api/v1/label/${label}/values?${new URLSearchParams({ 'match[]': match })}`;
  const response = await fetch(stack.urls.prometheus + path);
  return ((await response.json()) as { data: string[] }).data;
}

async function rulesOf(url: string, path: string): Promise<{ name: string; health: string }[]> {
  const { data } = (await (await fetch(url + path)).json()) as {
    data: { groups: { rules: { name: string; health: string }[] }[] };
  };
  return data.groups.flatMap((group) => group.rules);
}

const servicesOf = ({ processes }: JaegerTrace): Set<string> =>
  new Set(Object.values(processes).map(({ serviceName }) => serviceName));

const isSql = ({ tags }: JaegerTrace['spans'][number]): boolean =>
  tags.some(({ key }) => key === 'db.query.text' || key === 'db.statement');

const hasSql = ({ spans }: JaegerTrace): boolean => spans.some(isSql);

/** The services from the root down to a span with SQL. */
function pathToSql({ spans, processes }: JaegerTrace): (string | undefined)[] {
  const path: (string | undefined)[] = [];
  let span = spans.find(isSql);
  while (span) {
    path.unshift(processes[span.processID]?.serviceName);
    const parent = span.references[0]?.spanID;
    span = spans.find(({ spanID }) => spanID === parent);
  }
  return path;
}
