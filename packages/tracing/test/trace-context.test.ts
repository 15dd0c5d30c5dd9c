import { beforeAll, describe, expect, it } from 'vitest';
import { fixture, runTraced } from './run-traced.js';
import { traceContextCases } from './trace-context-cases.js';

interface Carried {
  traceparent: string;
  tracestate?: string;
}

const TRACE = '12345678901234567890123456789012';
const VALID = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const entries = Object.entries(traceContextCases);

describe('W3C trace context, level 2', () => {
  let seen: Record<string, Carried[]>;

  beforeAll(async () => {
    const input = JSON.stringify(
      Object.fromEntries(entries.map(([name, { headers }]) => [name, headers])),
    );
    const { stdout, stderr } = await runTraced(fixture('trace-context.mjs'), { input });
    expect(stderr).toBe('');
    seen = JSON.parse(stdout) as Record<string, Carried[]>;
  });

  it.each(entries)('%s', (name, { headers, goesOn, state }) => {
    const calls = seen[name] ?? [];
    expect(calls).toHaveLength(2);
    for (const { traceparent, tracestate } of calls) {
      expect(traceparent).toMatch(VALID);
      expect(traceparent.slice(3, 35) === TRACE).toBe(goesOn);
      expect(tracestate).toBe(state);
      // The caller's decision and its flag of a random id go on; flags that nobody knows do not.
      const given = headers.find(([key]) => key.toLowerCase() === 'traceparent')?.[1].trim() ?? '';
      const flags = goesOn ? Number.parseInt(given.slice(53, 55), 16) & 3 : 1;
      expect(Number.parseInt(traceparent.slice(-2), 16)).toBe(flags);
    }
    expect(new Set(calls.map(({ traceparent }) => traceparent.slice(36, 52))).size).toBe(
      goesOn && /0[02]$/.test(headers[0]?.[1] ?? '') ? 1 : 2,
    );
  });
});
