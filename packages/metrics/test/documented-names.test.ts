import { readFileSync } from 'node:fs';
import { runtimeMetricNames } from '@sonde/metrics';
import { afterAll, describe, expect, it } from 'vitest';
import { startRecorded } from './recording-lane.js';

interface Row {
  names: string[];
  unit: string;
  type: string;
}

/** The table of `docs/fields.md` below "Metrics". */
function documented(): Row[] {
  const text = readFileSync(new URL('../../../docs/fields.md', import.meta.url), 'utf8');
  const [, table = ''] = text.split('## Metrics');
  return table
    .split('\n')
    .filter((line) => line.startsWith('| ') && line.includes('`'))
    .map((line) => {
      const [, , names = '', unit = '', type = ''] = line.split('|').map((cell) => cell.trim());
      const listed = [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
      // `a.b.p50`, `.p99`: the second stands for `a.b.p99`.
      const stem = listed[0]?.replace(/\.[^.]+$/, '') ?? '';
      return {
        names: listed.map((name) => (name.startsWith('.') ? stem + name : name)),
        unit,
        type,
      };
    });
}

describe('docs/fields.md', () => {
  const recorded = startRecorded();
  afterAll(() => recorded.metrics.stop());
  const rows = documented();
  const names = rows.flatMap((row) => row.names);

  it('lists every metric about the process', () => {
    expect(names).toEqual(expect.arrayContaining([...runtimeMetricNames]));
  });

  it('gives the unit and the kind that are pushed', () => {
    const pushed = recorded.pushed();
    for (const { names: own, unit, type } of rows) {
      for (const name of own) {
        const metric = pushed.get(name);
        if (!metric) continue;
        expect({ name, unit: metric.unit }).toEqual({ name, unit });
        const kind = metric.gauge ? 'gauge' : metric.histogram ? 'histogram' : 'counter';
        expect(`${name}: ${type}`).toContain(`${name}: ${kind}`);
      }
    }
    const silent = runtimeMetricNames.filter((name) => !pushed.has(name));
    // No collection may have run yet.
    expect(silent.filter((name) => name !== 'v8js.gc.duration')).toEqual([]);
  });
});
