import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { panelQueries } from './panel-queries.ts';
import { readRules } from './read-rules.ts';
import { bin, hasTool } from './stack-tools.ts';

describe.skipIf(!hasTool('logql-check'))(
  'The queries of logs (with Loki’s parser, if npm run stack has built it)',
  () => {
    it('are accepted, those of the panels and those of the rules', () => {
      const panels = panelQueries().filter(({ source }) => source === 'loki');
      const queries = [...panels, ...readRules('loki/rules/fake')].map(({ expr }) => expr);
      expect(queries.length).toBeGreaterThan(20);
      expect(() => check(queries)).not.toThrow();
      expect(() => check(['{service_name="a"} | ='])).toThrow();
    });
  },
);

const check = (queries: string[]): string =>
  execFileSync(join(bin, 'logql-check'), {
    input: JSON.stringify(queries),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
