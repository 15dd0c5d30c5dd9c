import { parser } from '@grafana/lezer-logql';
import { describe, expect, it } from 'vitest';
import { panelQueries } from './panel-queries.ts';
import { readRules } from './read-rules.ts';

describe('The queries of logs', () => {
  const panels = panelQueries().filter(({ source }) => source === 'loki');
  const queries = [...panels, ...readRules('loki/rules/fake')].map(({ expr }) => expr);

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
