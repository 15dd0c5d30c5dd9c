import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, runTraced } from './run-traced.js';

const stateOf = (
  status: { name: string; state: string }[],
  name: string,
): Record<string, unknown> | undefined => status.find((entry) => entry.name === name);

describe('loading', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sonde-tracing-'));
    const old = join(folder, 'node_modules', 'express');
    await mkdir(old, { recursive: true });
    await writeFile(join(old, 'package.json'), '{"name":"express","version":"2.5.0"}');
    await writeFile(join(old, 'index.js'), 'module.exports = () => {};');
    await writeFile(join(folder, 'app.cjs'), "require('express');");
    await writeFile(join(folder, 'early.cjs'), "require('express');");
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('loads no instrumentation of a module that the application does not load', async () => {
    const { stdout, status } = await runTraced(fixture('nothing.mjs'));
    const packages = new Set(stdout.match(/instrumentation-[\w.-]+/g));
    expect([...packages]).toEqual([]);
    expect(stdout).not.toContain('sdk-node');
    expect(stdout).not.toContain('import-in-the-middle/create-hook');
    expect(stateOf(status, 'express')).toMatchObject({ state: 'waiting' });
  });

  it('says which version of a module is out of range', async () => {
    const { status, code } = await runTraced(join(folder, 'app.cjs'));
    expect(code).toBe(0);
    expect(stateOf(status, 'express')).toMatchObject({ state: 'out_of_range', version: '2.5.0' });
  });

  it('says which module was loaded before the preload', async () => {
    const { status } = await runTraced(join(folder, 'app.cjs'), {
      before: ['--require', join(folder, 'early.cjs')],
    });
    expect(stateOf(status, 'express')).toMatchObject({ state: 'too_early' });
  });

  it.each(['node22', 'node26'])('traces imports and requires on %s too', async (name) => {
    const node = fileURLToPath(new URL('bin/node', import.meta.resolve(`${name}/package.json`)));
    for (const program of ['service.mjs', 'service-required.cjs']) {
      const { spans, stderr } = await runTraced(fixture(program), { node });
      expect(stderr).toBe('');
      expect(spans.map((span) => span.name)).toEqual(
        expect.arrayContaining(['GET /orders/:id', 'GET /items/:id', 'GET /live', 'get']),
      );
    }
  });

  it("traces a builtin's named export although somebody imported it before the preload", async () => {
    const { spans } = await runTraced(fixture('named-request.mjs'), {
      before: ['--import', 'data:text/javascript,import "node:http"'],
    });
    expect(spans.map(({ kind }) => kind).toSorted((a, b) => a - b)).toEqual([2, 3]);
  });

  it('patches the very module whose load brings the first instrumentation in', async () => {
    const { status } = await runTraced(fixture('one-module.cjs'), {
      env: { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'express' },
    });
    expect(stateOf(status, 'express')).toMatchObject({ state: 'patched' });
  });

  it('does not lex an ES module that only hands on a CommonJS one, and patches that', async () => {
    const { stdout, status } = await runTraced(fixture('hands-on.mjs'));
    expect(stateOf(status, 'pg')).toMatchObject({ state: 'patched' });
    expect(stdout).toContain('pg/lib/client.js');
    expect(stdout).not.toContain('import-in-the-middle/create-hook');
  });

  it.each(['node22', 'node', 'node26'])(
    'patches what an ES module imports that %s got by require, and what import() brings',
    async (name) => {
      const node = fileURLToPath(new URL('bin/node', import.meta.resolve(`${name}/package.json`)));
      const { stdout } = await runTraced(fixture('requires-es-module.cjs'), { node });
      expect(stdout).toBe('true true\n');
    },
  );

  it('leaves out the requests of a server, or of a path, that is marked as untraced', async () => {
    const { spans } = await runTraced(fixture('untraced.mjs'));
    const SERVER = 2;
    const CLIENT = 3;
    expect(spans.filter(({ kind }) => kind === CLIENT)).toHaveLength(3);
    expect(spans.filter(({ kind }) => kind === SERVER)).toHaveLength(1);
  });

  it('does not touch a module whose instrumentation is disabled', async () => {
    const { status } = await runTraced(join(folder, 'app.cjs'), {
      env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'express' },
    });
    expect(stateOf(status, 'express')).toMatchObject({ state: 'off' });
  });
});
