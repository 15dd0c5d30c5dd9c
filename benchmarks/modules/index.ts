import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { interleave } from '../measure/interleave.ts';
import { type Preload, sonde } from '../measure/preload.ts';
import { report } from '../measure/report.ts';
import { startSink } from '../measure/start-sink.ts';
import { installedPeers } from '../peers/peers.ts';
import { MODULES, makeModules } from './make-modules.ts';

/** What the hooks of a preload cost those modules that nobody instruments. */
const rounds = Number(process.argv[2] ?? 15);
const BAR = 1.1;
const PREFIX = '@opentelemetry/instrumentation-';
const sink = await startSink();

/** Every name that auto-instrumentations-node knows, those too that are off by default. */
const manifest = findPackageJSON('@opentelemetry/auto-instrumentations-node', import.meta.url);
const { dependencies } = JSON.parse(readFileSync(manifest ?? '', 'utf8')) as {
  dependencies: Record<string, string>;
};
const everything = Object.keys(dependencies)
  .filter((name) => name.startsWith(PREFIX))
  .map((name) => name.slice(PREFIX.length))
  .join(',');

async function run({ args, env }: Preload, app: string): Promise<{ took: number; cpu: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', ...args, app], {
    cwd: import.meta.dirname,
    env: {
      ...process.env,
      OTEL_SERVICE_NAME: 'bench',
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: everything,
      ...sink.env,
      ...env,
    },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { took: number; cpu: number };
}

for (const kind of ['commonjs', 'module'] as const) {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-modules-'));
  const app = makeModules(folder, kind);
  const preloads = { bare: { args: [] }, ...(await installedPeers(kind)), sonde };
  const competitors = Object.entries(preloads).map(([name, preload]) => ({
    name,
    run: () => run(preload, app),
  }));
  // The first start writes the caches, ours and the system's.
  for (const { run: warm } of competitors) await warm();
  const outcomes = await interleave(competitors, rounds);
  report(
    `${MODULES} modules of ${kind === 'module' ? 'ES' : 'CommonJS'}, all instrumentations on; Node ${process.versions.node}, ${rounds} rounds`,
    outcomes,
    { took: 'ms to load them', cpu: 'ms of processor time' },
  );
  const ratios = outcomes.find(({ name }) => name === 'sonde')?.ratios;
  const [took, cpu] = [ratios?.['took']?.median, ratios?.['cpu']?.median];
  console.log(
    `\n  sonde, and the bar: ${took?.toFixed(3)} times bare (${BAR}); of processor time ${cpu?.toFixed(3)}`,
  );
  rmSync(folder, { recursive: true });
}
sink.stop();
