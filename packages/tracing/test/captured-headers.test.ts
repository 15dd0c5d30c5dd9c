import type { Span } from '@sonde/otlp';
import { describe, expect, it } from 'vitest';
import { fixture, runTraced } from './run-traced.js';

const SERVER = 2;

/** The headers that spans tell, by side and path. */
function headersOf(spans: readonly Span[]): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    spans.map(({ kind, attributes }) => {
      const valueOf = (key: string) =>
        attributes.find((one) => one.key === key)?.value?.stringValue;
      const path = valueOf('url.path') ?? new URL(valueOf('url.full') ?? '').pathname;
      const told = attributes
        .filter(({ key }) => /\.header\./.test(key))
        .map(({ key, value }) => [key, value?.arrayValue?.values.map((one) => one.stringValue)]);
      return [`${kind === SERVER ? 'served' : 'called'} ${path}`, Object.fromEntries(told)];
    }),
  );
}

describe.each(['channels', 'official'])('headers, by %s', (http) => {
  it('are told on no span by themselves', async () => {
    const { raw, spans } = await runTraced(fixture('headers.mjs'), {
      env: { SONDE_HTTP_INSTRUMENTATION: http },
    });
    expect(spans).toHaveLength(6);
    expect(raw).not.toMatch(/\.header\.|sekret|blue/);
  });

  it('are told where they are named, on each side and of each part', async () => {
    const { raw, spans } = await runTraced(fixture('headers.mjs'), {
      env: {
        SONDE_HTTP_INSTRUMENTATION: http,
        OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS: 'X-Tenant',
        OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS: 'x-shelf, x-nothing',
        OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS: 'x-tenant',
        OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS: 'X-Shelf',
      },
    });
    expect(raw).not.toContain('sekret');
    const told = headersOf(spans);
    const tenant = { 'http.request.header.x-tenant': ['blue'] };
    expect(told['served /http']).toEqual({ ...tenant, 'http.response.header.x-shelf': ['a', 'b'] });
    expect(told['served /fetch']).toEqual(told['served /http']);
    expect(told['called /http']).toEqual({ ...tenant, 'http.response.header.x-shelf': ['a, b'] });
    expect(told['called /fetch']).toMatchObject(tenant);
    expect(told['called /written']).toEqual({ 'http.response.header.x-shelf': ['written'] });
    if (http === 'channels') {
      expect(told['served /written']).toEqual({ 'http.response.header.x-shelf': ['written'] });
    }
  });
});
