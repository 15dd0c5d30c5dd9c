import { expect, it } from 'vitest';
import { fixture, runTraced } from './run-traced.js';

it('takes the trace into child processes and threads, and leaves alone what they serve', async () => {
  const { spans, stderr } = await runTraced(fixture('family.mjs'));
  expect(stderr).toBe('');
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [around] = named('around');
  for (const name of ['spawned', 'forked', 'in the thread']) {
    expect(named(name)).toMatchObject([{ traceId: around?.traceId, parentSpanId: around?.spanId }]);
  }
  expect(named('told otherwise')).toMatchObject([
    { traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16) },
  ]);
  expect(named('served')).toHaveLength(3);
  for (const span of named('served')) expect(span.parentSpanId).toBeUndefined();
});
