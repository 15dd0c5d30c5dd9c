import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderBoards } from '../../dashboards/src/render-boards.ts';
import { readRules } from './read-rules.ts';
import { root } from './stack-tools.ts';

const folder = join(root, 'dashboards/grafana/dashboards');
const committed = new Map(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);
const provisioned = parse(
  readFileSync(join(root, 'dashboards/grafana/provisioning/datasources/sonde.yml'), 'utf8'),
) as { datasources: { uid: string }[] };
const alerts = [...readRules('prometheus/rules'), ...readRules('loki/rules/fake')].filter(
  ({ alert }) => alert,
);

describe('The dashboards', () => {
  it('are committed as they are generated (npm run generate -w dashboards)', () => {
    expect(Object.fromEntries(committed)).toEqual(Object.fromEntries(renderBoards()));
  });

  it('name only data sources that are provisioned', () => {
    const uids = provisioned.datasources.map(({ uid }) => uid);
    for (const [name, text] of committed) {
      const used = [...text.matchAll(/"uid": "([^"]+)"/g)].map(([, uid]) => uid);
      const own = `sonde-${name.replace('.json', '')}`;
      expect(used.filter((uid) => uid !== own && !uids.includes(uid ?? ''))).toEqual([]);
    }
  });

  it('use no variable but the one that they define and those of Grafana', () => {
    for (const text of committed.values()) {
      const used = [...text.matchAll(/"expr": "((?:[^"\\]|\\.)*)"/g)].flatMap(([, expr]) =>
        [...(expr ?? '').matchAll(/\$([a-z_]\w*)/g)].map(([, name]) => name),
      );
      expect(used.filter((name) => name !== 'service' && !name?.startsWith('__'))).toEqual([]);
    }
  });
});

describe('Every alert', () => {
  it.each(alerts)('$alert leads to a dashboard and to a runbook that names it', (rule) => {
    const { summary, dashboard, runbook } = rule.annotations ?? {};
    expect(summary).toBeTruthy();
    const board = LINK.exec(dashboard ?? '')?.[1];
    expect(committed.has(`${board}.json`)).toBe(true);
    const page = LINK.exec(runbook ?? '')?.[1];
    expect(committed.get(`${page}.json`)).toContain(`Runbook / ${title(rule.alert)}`);
  });

  it('is named by every runbook there is', () => {
    const runbooks = readdirSync(join(root, 'dashboards/runbooks'));
    const used = alerts.map(({ annotations }) =>
      annotations?.['runbook']?.split('-runbook-').at(-1),
    );
    expect(runbooks.filter((name) => !used.includes(name.replace('.md', '')))).toEqual([]);
  });
});

const LINK = /^\{\{ \$externalLabels\.grafana \}\}\/d\/sonde-([a-z-]+)/;

/** The three burns share one runbook. */
const title = (alert = ''): string => (alert.startsWith('SloBurn') ? 'SloBurn' : alert);
