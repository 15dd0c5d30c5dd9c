import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstrumentationStatus } from '@sonde/tracing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, runTraced } from './run-traced.js';

const manifest = async (url: string): Promise<{ dependencies: Record<string, string> }> =>
  JSON.parse(await readFile(new URL(url), 'utf8')) as { dependencies: Record<string, string> };

describe('the table of instrumentations', () => {
  let table: InstrumentationStatus[];
  let folder: string;

  beforeAll(async () => {
    ({ status: table } = await runTraced(fixture('nothing.mjs'), {
      env: { SONDE_HTTP_INSTRUMENTATION: 'official' },
    }));
    folder = await mkdtemp(join(tmpdir(), 'sonde-tracing-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('has all of auto-instrumentations-node, under its names, but pino, whose work the logger does', async () => {
    const entry = import.meta.resolve('@opentelemetry/auto-instrumentations-node');
    const { dependencies } = await manifest(new URL('../package.json', entry).href);
    const theirs = Object.keys(dependencies)
      .filter((name) => name.startsWith('@opentelemetry/instrumentation-'))
      .filter((name) => name !== '@opentelemetry/instrumentation-pino');
    const ours = table.map((status) => `${status.package} as ${status.name}`);
    const wanted = theirs.map((name) => `${name} as ${name.replace(/^.*?instrumentation-/, '')}`);
    expect(ours).toEqual(expect.arrayContaining(wanted));
  });

  it('names packages that are dependencies', async () => {
    const own = await manifest(new URL('../package.json', import.meta.url).href);
    const missing = table
      .map((status) => status.package)
      .filter((name) => name !== '@sonde/tracing' && !(name in own.dependencies));
    expect(missing).toEqual([]);
  });

  it('can build each of them when its module loads, and none stops the application', async () => {
    const modules = table.flatMap((status) => status.modules);
    for (const name of modules.filter((each) => !isBuiltin(each))) {
      const at = join(folder, 'node_modules', name);
      await mkdir(at, { recursive: true });
      await writeFile(join(at, 'package.json'), JSON.stringify({ name, version: '0.0.1-stub' }));
      await writeFile(join(at, 'index.js'), 'module.exports = {};');
    }
    const program = join(folder, 'app.cjs');
    const lines = modules.map((name) => `require(${JSON.stringify(name)});`);
    await writeFile(program, `${lines.join('\n')}\nconsole.log('done');`);
    const { code, status, stdout, warnings } = await runTraced(program, {
      env: {
        AWS_LAMBDA_FUNCTION_NAME: 'f',
        SONDE_HTTP_INSTRUMENTATION: 'official',
        OTEL_NODE_ENABLED_INSTRUMENTATIONS: table.map(({ name }) => name).join(','),
      },
    });
    expect({ code, stdout, warnings }).toEqual({ code: 0, stdout: 'done\n', warnings: [] });
    const left = status.filter(({ state }) => state === 'waiting' || state === 'failed');
    expect(left.map(({ name }) => name)).toEqual(['router']);
  });
});
