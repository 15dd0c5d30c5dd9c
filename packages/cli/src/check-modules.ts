import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Status } from '@sonde/node';
import { type Finding, note, ok, wrong } from './finding.js';

type Instrumentation = Status['instrumentations'][number];

const PROBE_WITHIN_MS = 20_000;

/**
 * Which modules will give spans, and why the others will not: loads the application's dependencies
 * (or starts the given file for a moment) in a process of its own, with the preload, and asks it.
 */
export async function checkModules(folder: string, entry: string | undefined): Promise<Finding[]> {
  if (entry !== undefined && !existsSync(resolve(folder, entry))) {
    return [wrong(`${entry} is not there.`)];
  }
  const dependencies = entry === undefined ? dependenciesOf(folder) : [];
  if (dependencies === undefined) {
    return [note('No package.json here: run it in the folder of a service.')];
  }
  const probed = await probe(folder, entry, dependencies);
  if (typeof probed === 'string') return [wrong(probed)];
  const findings = probed.instrumentations.flatMap(tell);
  for (const [part, why] of Object.entries(probed.failed)) {
    findings.push(wrong(`${part} could not be started: ${why}`));
  }
  return findings.length > 0
    ? findings
    : [note('Nothing here that gives spans of its own, beside http and fetch.')];
}

function tell(found: Instrumentation): Finding[] {
  const what = found.version === undefined ? found.name : `${found.name} ${found.version}`;
  switch (found.state) {
    case 'patched':
      return [ok(`${what} gives spans.`)];
    case 'out_of_range':
      return [
        wrong(
          `${what} gives no spans: its instrumentation knows ${found.supported?.join(', ') ?? 'other versions'}.`,
        ),
      ];
    case 'too_early':
      return [
        wrong(
          `${what} gives no spans: it was loaded before the preload${found.loadedBy === undefined ? '' : ` by ${found.loadedBy}`}.`,
          'Put --import @sonde/node/register first on the command line.',
        ),
      ];
    case 'failed':
      return [wrong(`${what} gives no spans: ${found.error ?? 'its instrumentation failed'}.`)];
    default:
      return [];
  }
}

function dependenciesOf(folder: string): string[] | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    return Object.keys(manifest.dependencies ?? {});
  } catch {
    return undefined;
  }
}

async function probe(
  folder: string,
  entry: string | undefined,
  dependencies: string[],
): Promise<Status | string> {
  const register = fileURLToPath(import.meta.resolve('@sonde/node/register'));
  const own = fileURLToPath(new URL('./module-probe.js', import.meta.url));
  // By name and from that folder, as the application itself imports them.
  const imports = dependencies.map(
    (name) => `await import(${JSON.stringify(name)}).catch(() => {});`,
  );
  const run = entry === undefined ? ['--input-type=module', '-e', imports.join('\n')] : [entry];
  const child = spawn(process.execPath, ['--import', register, '--import', own, ...run], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      // A look, not a start: nothing of it is shipped.
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      SONDE_SPOOL_BYTES: '0',
    },
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), PROBE_WITHIN_MS);
  const [answer] = await Promise.all([text(child.stdio[3] as Readable), once(child, 'exit')]);
  clearTimeout(deadline);
  try {
    return JSON.parse(answer) as Status;
  } catch {
    return `${entry ?? 'The dependencies of this folder'} ended before it could be looked into.`;
  }
}
