import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { attribute, fixture, runTraced } from './run-traced.js';

const SERVER = 2;
const ERROR = 2;
const require = createRequire(import.meta.url);

describe.each(['node22', 'node', 'node26'])('a request served by %s', (name) => {
  const node = require.resolve(`${name}/bin/node`);

  it('has its span active in every listener, and no longer', async () => {
    const { stdout, stderr, spans } = await runTraced(fixture('listeners.mjs'), { node });
    expect(stderr).toBe('');
    const told = JSON.parse(stdout) as Record<string, boolean>;
    expect(Object.entries(told).filter(([, active]) => !active)).toEqual([]);
    expect(Object.keys(told)).toHaveLength(8);
    expect(spans.filter(({ kind }) => kind === SERVER)).toHaveLength(2);
  });

  it('ends its span with what a handler throws and nobody catches, at once or later', async () => {
    const { spans, stderr } = await runTraced(fixture('throwing.mjs'), { node });
    expect(stderr).toBe('');
    const served = spans.filter(({ kind }) => kind === SERVER);
    expect(served.map((span) => attribute(span, 'url.path'))).toEqual(['/now', '/later']);
    for (const span of served) {
      expect(attribute(span, 'error.type')).toBe('RangeError');
      expect(span.status?.code).toBe(ERROR);
      expect(span.events?.map((event) => event.name)).toEqual(['exception']);
    }
  });
});
