import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromKeyValues } from '@sonde/otlp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FIXTURES, PRELOADS, runNode } from './run-node.js';
import { startSink } from './start-sink.js';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('a preload of which a file is missing or broken', () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(root, 'dist/copy-'));
    cpSync(join(root, 'register.cjs'), join(copy, 'register.cjs'));
    cpSync(join(root, 'dist/preload'), join(copy, 'dist/preload'), { recursive: true });
  });
  afterEach(() => rmSync(copy, { recursive: true }));

  const run = (program: string) => runNode(['--require', join(copy, 'register.cjs'), program]);
  const file = (name: string): string => join(copy, 'dist/preload', name);

  test.each(['load.js', 'preload.js'])(
    'without %s nothing starts, and one line says so',
    async (name) => {
      rmSync(file(name));
      const ended = await run('uses-pg.cjs');
      expect(ended).toMatchObject({ code: 0, stdout: 'function\n' });
      expect(ended.stderr).toMatch(
        /^sonde: not started, the application runs without telemetry: .*\n$/,
      );
    },
  );

  test.each([
    ['is missing', (name: string) => rmSync(file(name))],
    ['is no program', (name: string) => writeFileSync(file(name), '}{')],
  ])('an instrumentation that %s costs only its own spans, and one line', async (_how, harm) => {
    harm('instrumentation-pg.js');
    const ended = await run('uses-pg.cjs');
    expect(ended).toMatchObject({ code: 0, stdout: 'function\n' });
    expect(ended.stderr).toMatch(/^sonde: the instrumentation pg could not be started; .*\n$/);
  });

  test('whichever file of the bundle is gone, the application runs', async () => {
    const names = readdirSync(file('.')).filter((name) => name.endsWith('.js'));
    const apart = names.filter((name) => !/^(?:instrumentation-|load\.js|preload\.js)/.test(name));
    expect(apart.length).toBeGreaterThan(3);
    for (const name of apart) {
      cpSync(file(name), join(copy, name));
      rmSync(file(name));
      const ended = await run('uses-pg.cjs');
      expect([name, ended.code, ended.stdout]).toEqual([name, 0, 'function\n']);
      cpSync(join(copy, name), file(name));
    }
  });
});

describe('an application that brings its own OpenTelemetry', () => {
  test('runs, its spans go by Sonde, which was first, and one line says so', async () => {
    const sink = await startSink();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint };
    const ended = await runNode([...PRELOADS['--import'], 'own-sdk.mjs'], { env });
    await sink.close();
    expect(ended).toMatchObject({ code: 0, stdout: '0\n' });
    expect(ended.stderr).toMatch(
      /^sonde: the application loads an OpenTelemetry SDK of its own; .*\n$/,
    );
    expect(sink.spans.map(({ name }) => name)).toEqual(['work']);
  });

  test('keeps its spans if it was first, and one line says so', async () => {
    const first = ['--import', `${FIXTURES}own-sdk.mjs`];
    const ended = await runNode([...first, ...PRELOADS['--import'], 'end.cjs', 'exit 3']);
    expect(ended).toMatchObject({
      code: 3,
      stdout: '1\nstarted\n',
      stderr: 'sonde: another OpenTelemetry SDK was started before Sonde; it keeps the spans\n',
    });
  });

  test('may bring instrumentations, whose spans are recorded under their own scope and parent', async () => {
    const sink = await startSink();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint };
    const ended = await runNode([...PRELOADS['--import'], 'own-instrumentation.mjs'], { env });
    await sink.close();
    expect(ended).toMatchObject({ code: 0, stdout: '1\n', stderr: '' });
    const [parse, work] = sink.spans;
    expect(work?.name).toBe('work');
    expect(parse).toMatchObject({ name: 'parse', parentSpanId: work?.spanId });
  });

  test('may bring span processors, which see each span and add to it', async () => {
    const sink = await startSink();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint };
    const ended = await runNode([...PRELOADS['--import'], 'own-processor.mjs'], { env });
    await sink.close();
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const seen = { name: 'GET', service: 'fixture', id: 16, lasted: 2 };
    const called = { ...seen, kind: 2 };
    const served = { ...seen, kind: 1, path: '/told', tenant: 'blue' };
    expect(JSON.parse(ended.stdout)).toMatchObject({ ended: [served, called], flushed: 1 });
    const shipped = sink.spans.map(({ attributes }) => fromKeyValues(attributes));
    expect(shipped).toHaveLength(4);
    expect(shipped.filter(({ tenant }) => tenant === 'blue')).toMatchObject([
      { 'url.path': '/told' },
    ]);
  });

  test('may bring them beside the stock exporter too', async () => {
    const receiver = createServer((request, response) => void request.pipe(response)).listen(0);
    const { port } = receiver.address() as AddressInfo;
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_TRACES_EXPORTER: 'otlp_http_direct',
    };
    const ended = await runNode([...PRELOADS['--import'], 'own-processor.mjs'], { env });
    receiver.close();
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      ended: [{ kind: 1, tenant: 'blue', service: 'fixture' }, { kind: 2 }],
    });
  });

  test('has its spans to itself with OTEL_TRACES_EXPORTER=none', async () => {
    const env = { OTEL_TRACES_EXPORTER: 'none' };
    const ended = await runNode([...PRELOADS['--import'], 'own-sdk.mjs'], { env });
    expect(ended).toMatchObject({ code: 0, stdout: '1\n', stderr: '' });
  });
});

test('OTEL_LOG_LEVEL=debug says what is instrumented, what came too early and by whom, in one line', async () => {
  const early = join(FIXTURES, 'uses-pg.cjs');
  const env = { OTEL_LOG_LEVEL: 'debug' };
  const args = ['--require', early, ...PRELOADS['--require'], 'service.cjs'];
  const ended = await runNode(args, { env });
  const lines = ended.stderr.trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    /^sonde: instrumented: .*\bhttp\b.*; loaded before the preload: pg \(by /,
  );
  expect(lines[0]).toContain(early);
  const silent = await runNode(args);
  expect(silent.stderr).toBe('');
});
