import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { interleave } from '../measure/interleave.ts';
import { type Preload, sonde } from '../measure/preload.ts';
import { report } from '../measure/report.ts';
import { startSink } from '../measure/start-sink.ts';
import { installedPeers } from '../peers/peers.ts';

/**
 * What a preload adds to the start of an application that loads fastify, pino, pg and ioredis.
 * `node run.mjs start [rounds] [app.cjs|app.mjs]`
 */
const rounds = Number(process.argv[2] ?? 15);
const only = process.argv[3];
const here = (file: string) => new URL(file, import.meta.url).pathname;
const sink = await startSink();

/** The one that the bars are about. */
const PEER = 'auto-instrumentations-node';

/** Ours beside bare: a bar is about the two, and a machine changes within a round. */
const preloads: Record<string, Record<string, Preload>> = {
  'app.cjs': { bare: { args: [] }, sonde, ...(await installedPeers('commonjs')) },
  'app.mjs': { bare: { args: [] }, sonde, ...(await installedPeers('module')) },
};

/** Of the peer's added processor time, of MiB added at the peak, and of a bare start's time. */
const bars: Record<string, { cpu: number; rss: number; wall: number }> = {
  'app.cjs': { cpu: 1 / 5, rss: 12, wall: 1.25 },
  'app.mjs': { cpu: 1 / 4, rss: 12, wall: 1.4 },
};

/** The copies of a package that the peer and what it depends on would load. */
function copies(name: string): number {
  const own = findPackageJSON(`@opentelemetry/${PEER}`, import.meta.url) ?? '';
  const manifest = JSON.parse(readFileSync(own, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const found = new Set<string | undefined>();
  for (const dependency of Object.keys(manifest.dependencies)) {
    const place = findPackageJSON(dependency, pathToFileURL(own));
    if (place !== undefined) found.add(findPackageJSON(name, pathToFileURL(place)));
  }
  found.delete(undefined);
  return found.size;
}

async function run(
  { args, env }: Preload,
  app: string,
): Promise<{ cpu: number; rss: number; wall: number }> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--require', here('cost.cjs'), ...args, here(app)],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
      cwd: here('.'),
      env: { ...process.env, OTEL_SERVICE_NAME: 'bench', ...sink.env, ...env },
    },
  );
  const cost = text(child.stdio[3] as Readable);
  await once(child, 'exit');
  return {
    ...(JSON.parse(await cost) as { cpu: number; rss: number }),
    wall: performance.now() - began,
  };
}

for (const name of ['@opentelemetry/core', '@opentelemetry/instrumentation']) {
  console.log(`The peer loads ${copies(name)} cop${copies(name) === 1 ? 'y' : 'ies'} of ${name}.`);
}
for (const [app, bar] of Object.entries(bars)) {
  if (only !== undefined && only !== app) continue;
  const competitors = Object.entries(preloads[app] ?? {}).map(([name, preload]) => ({
    name,
    run: () => run(preload, app),
  }));
  // The first start writes the caches, ours and the system's.
  for (const { run: warm } of competitors) await warm();
  const outcomes = await interleave(competitors, rounds);
  report(
    `Start of an application, ${app}, Node ${process.versions.node}, ${rounds} rounds`,
    outcomes,
    {
      cpu: 'ms of processor time',
      rss: 'MiB at the peak',
      wall: 'ms',
    },
  );
  const median = (who: string, figure: string) =>
    outcomes.find(({ name }) => name === who)?.values[figure]?.median ?? Number.NaN;
  const added = (who: string, figure: string) => median(who, figure) - median('bare', figure);
  const wall = outcomes.find(({ name }) => name === 'sonde')?.ratios['wall']?.median ?? Number.NaN;
  const share = added('sonde', 'cpu') / added(PEER, 'cpu');
  console.log(`
  added by sonde, and the bar:
    processor time  ${share.toFixed(2)} of what ${PEER} adds (${bar.cpu.toFixed(2)})
    peak memory     ${added('sonde', 'rss').toFixed(1)} MiB (${bar.rss}); ${PEER} ${added(PEER, 'rss').toFixed(1)}
    start           ${wall.toFixed(2)} times bare (${bar.wall})`);
}
sink.stop();
