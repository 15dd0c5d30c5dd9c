import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRules } from './read-rules.ts';
import { hasTool, root, runTool } from './stack-tools.ts';

const tests = join(root, 'dashboards/prometheus/tests');
const files = readdirSync(tests).map((name) => join(tests, name));

describe('The rules of Prometheus', () => {
  it('have a unit test for every alert', () => {
    const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
    const untested = readRules('prometheus/rules').filter(
      ({ alert }) => alert && !text.includes(`alertname: ${alert}\n`),
    );
    expect(untested).toEqual([]);
  });

  describe.skipIf(!hasTool('promtool'))('(with promtool, if npm run stack has built it)', () => {
    it('are accepted with the configuration', async () => {
      const config = 'dashboards/prometheus/prometheus.yml';
      expect(await runTool('promtool', ['check', 'config', config])).toMatchObject({ code: 0 });
    });

    it('fire and stay silent as their tests say', async () => {
      const result = await runTool('promtool', ['test', 'rules', ...files]);
      expect(result).toMatchObject({ code: 0 });
    });
  });

  describe.skipIf(!hasTool('amtool'))('(with amtool, if npm run stack has built it)', () => {
    it('go by routes that Alertmanager accepts: a page to the pager, all else to the chat', async () => {
      const file = 'dashboards/alertmanager/alertmanager.yml';
      expect(await runTool('amtool', ['check-config', file])).toMatchObject({ code: 0 });
      const route = async (...labels: string[]) =>
        (await runTool('amtool', ['config', 'routes', 'test', `--config.file=${file}`, ...labels]))
          .output;
      expect(await route('severity=page')).toBe('pager\n');
      expect(await route('severity=ticket')).toBe('chat\n');
      expect(await route('severity=none', 'alertname=Watchdog')).toBe('dead-mans-switch\n');
    });
  });
});
