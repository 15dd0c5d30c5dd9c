import type { Span } from '@sonde/otlp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attribute, fixture, runTraced, type Traced } from './run-traced.js';
import { type Database, startDatabase } from './start-database.js';

const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

let database: Database;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.close());

describe.each([
  ['imported', 'service.mjs'],
  ['required', 'service-required.cjs'],
])('a service whose modules are %s, traced by --import alone', (_how, program) => {
  let run: Traced;

  beforeAll(async () => {
    run = await runTraced(fixture(program), { env: { DATABASE_URL: database.url } });
    expect(run.stderr).toBe('');
    expect(run.code).toBe(0);
  });

  const named = (name: string, kind: number): Span => {
    const found = run.spans.find((span) => span.name === name && span.kind === kind);
    if (!found) throw new Error(`no ${name} in ${run.spans.map((span) => span.name).join(', ')}`);
    return found;
  };
  const parentOf = (span: Span): Span | undefined =>
    run.spans.find(({ spanId }) => spanId === span.parentSpanId);
  const scopeOf = (span: Span): string | undefined =>
    run.records.find((record) => record.span === span)?.scope.name;
  const ancestors = (span: Span): Span[] => {
    const parent = parentOf(span);
    return parent ? [parent, ...ancestors(parent)] : [];
  };

  it('names server spans by the route of Fastify and of Express', () => {
    for (const route of ['/orders/:id', '/items/:id']) {
      const server = named(`GET ${route}`, SERVER);
      expect(attribute(server, 'http.route')).toBe(route);
      expect(attribute(server, 'http.request.method')).toBe('GET');
      expect(attribute(server, 'http.response.status_code')).toBe('200');
    }
  });

  it('carries one trace from the first call through both services to the SQL statement', () => {
    const statement = run.spans.find((span) => attribute(span, 'db.query.text') !== undefined);
    const chain = ancestors(statement as Span).map((span) => span.name);
    expect(chain).toContain('GET /items/:id');
    expect(chain).toContain('GET /orders/:id');
    expect(chain.at(-1)).toBe('GET');
  });

  it('gives the SQL statement and none of its values', () => {
    const statement = run.spans.find((span) => attribute(span, 'db.query.text') !== undefined);
    expect(attribute(statement as Span, 'db.query.text')).toBe('SELECT $1::text AS name');
    expect(attribute(statement as Span, 'db.system.name')).toBe('postgresql');
  });

  it('traces calls by http.request and by fetch, each as the parent of the request it made', () => {
    const items = run.spans.filter(
      (span) => span.name === 'GET /items/:id' && span.kind === SERVER,
    );
    const callers = items.map((span) => scopeOf(parentOf(span) as Span));
    expect(new Set(callers)).toEqual(new Set(['@sonde/tracing/http', '@sonde/tracing/undici']));
    for (const span of items) expect(parentOf(span)?.kind).toBe(CLIENT);
  });

  it('traces Redis commands, here one that fails', () => {
    const command = run.spans.find(
      (span) =>
        scopeOf(span) === '@opentelemetry/instrumentation-ioredis' && /get/i.test(span.name),
    );
    expect(command?.kind).toBe(CLIENT);
    expect(attribute(command as Span, 'db.query.text')).toBe('get ?');
    expect(command?.status?.code).toBe(ERROR);
    expect(ancestors(command as Span).map((span) => span.name)).toContain('GET /items/:id');
  });

  it('traces the request that opens a WebSocket, as the child of the client that asked', () => {
    const upgrade = named('GET /live', SERVER);
    expect(attribute(upgrade, 'http.response.status_code')).toBe('101');
    expect(attribute(upgrade, 'url.path')).toBe('/live');
    expect(parentOf(upgrade)?.kind).toBe(CLIENT);
  });

  it.each([
    ['GET /boom', 'TypeError', 'the order is gone'],
    ['GET /broken', 'RangeError', 'the shelf is empty'],
  ])('records what was thrown under %s with type, message and stack', (server, type, message) => {
    const span = named(server, SERVER);
    expect(span.status?.code).toBe(ERROR);
    expect(attribute(span, 'error.type')).toBe('500');
    const events = run.spans
      .filter((each) => each.traceId === span.traceId)
      .flatMap((each) => each.events ?? []);
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      expect(event.name).toBe('exception');
      expect(attribute(event, 'exception.type')).toBe(type);
      expect(attribute(event, 'exception.message')).toBe(message);
      expect(attribute(event, 'exception.stacktrace')).toContain(`${type}: ${message}\n    at `);
    }
  });

  it('lets no query value, credential, header or parameter out', () => {
    expect(run.raw.match(/.{0,60}sekret/g)).toBeNull();
    expect(run.raw.match(/.{0,60}authorization/gi)).toBeNull();
    const urls = run.spans.map((span) => attribute(span, 'url.full')).filter(Boolean);
    expect(urls.some((url) => String(url).endsWith('?token=REDACTED'))).toBe(true);
    const queries = run.spans.map((span) => attribute(span, 'url.query')).filter(Boolean);
    expect(queries).toContain('card=REDACTED&empty=REDACTED');
  });

  it('tells of each module that it is patched, and in which version', () => {
    const states = Object.fromEntries(run.status.map(({ name, state }) => [name, state]));
    expect(states).toMatchObject({
      express: 'patched',
      fastify: 'patched',
      http: 'patched',
      ioredis: 'patched',
      pg: 'patched',
      undici: 'patched',
      ws: 'patched',
      koa: 'waiting',
      fs: 'off',
    });
    expect(run.status.find(({ name }) => name === 'pg')?.version).toMatch(/^8\./);
    expect(run.warnings).toEqual([]);
  });
});
