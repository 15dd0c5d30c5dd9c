import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@grafana/lezer-logql';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { panelQueries } from './panel-queries.ts';
import { readRules } from './read-rules.ts';
import { root } from './stack-tools.ts';

describe('The queries of logs', () => {
  const panels = panelQueries().filter(({ source }) => source === 'loki');
  const exprs = [...panels, ...readRules('loki/rules/fake')].map(({ expr }) => expr);
  const queries = [...exprs, wayFromTraces()];

  it('are LogQL, by the grammar of Grafana’s own editor', () => {
    expect(queries.length).toBeGreaterThan(20);
    expect(queries.flatMap(mistakesIn)).toEqual([]);
  });

  it.each(['{service_name="a"} | =', 'sum by (a) count_over_time({a="b"}[5m])', '{a="b"'])(
    'would be found out if they were like %s',
    (query) => {
      expect(mistakesIn(query)).not.toEqual([]);
    },
  );
});

/** What Grafana asks when somebody goes from a span to its lines. */
function wayFromTraces(): string {
  const file = join(root, 'dashboards/grafana/provisioning/datasources/sonde.yml');
  const { datasources } = parse(readFileSync(file, 'utf8')) as {
    datasources: { jsonData: { tracesToLogsV2?: { query: string } } }[];
  };
  const [query] = datasources.flatMap(({ jsonData }) => jsonData.tracesToLogsV2?.query ?? []);
  return query?.replace('$${__trace.traceId}', 'a'.repeat(32)) ?? '';
}

/** What the parser had to skip or to imagine, with what stands there. */
function mistakesIn(query: string): string[] {
  const mistakes: string[] = [];
  parser.parse(query).iterate({
    enter({ type, from }) {
      if (type.isError) mistakes.push(`${query.slice(0, from)} ⚠ ${query.slice(from)}`);
    },
  });
  return mistakes;
}
