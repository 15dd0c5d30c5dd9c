import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { install } from '../../scripts/start/install.mjs';
import type { Preload } from '../measure/preload.ts';

const here = import.meta.dirname;
export type Peer =
  | 'auto-instrumentations-node'
  | '@elastic/opentelemetry-node'
  | 'dd-trace'
  | '@sentry/node';

const OTEL = '@opentelemetry/auto-instrumentations-node';

/** All signals, as ours has them. */
const otlp: Record<string, string> = {
  OTEL_TRACES_EXPORTER: 'otlp',
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_LOGS_EXPORTER: 'otlp',
};

/** Installs the peers that the repository does without, once. */
async function installPeers(): Promise<void> {
  const cache = join(here, '../../.cache/peers');
  mkdirSync(cache, { recursive: true });
  await install({ root: here, cache, say: console.log, signal: new AbortController().signal });
}

/**
 * The peers, by name, each preloaded as its own documentation has it for this kind of module. Their
 * OpenTelemetry packages are there once each. dd-trace ships no logs by itself.
 */
export async function installedPeers(kind: 'module' | 'commonjs'): Promise<Record<Peer, Preload>> {
  await installPeers();
  const esm = kind === 'module';
  const own = createRequire(join(here, 'package.json'));
  return {
    'auto-instrumentations-node': {
      args: [
        ...(esm ? ['--experimental-loader=@opentelemetry/instrumentation/hook.mjs'] : []),
        '--import',
        `${OTEL}/register`,
      ],
      env: otlp,
    },
    '@elastic/opentelemetry-node': {
      args: ['--import', join(here, 'node_modules/@elastic/opentelemetry-node/import.mjs')],
      env: otlp,
    },
    'dd-trace': {
      args: esm
        ? ['--import', own.resolve('dd-trace/initialize.mjs')]
        : ['--require', own.resolve('dd-trace/init')],
      env: { DD_TRACE_STARTUP_LOGS: 'false' },
    },
    '@sentry/node': {
      args: esm
        ? ['--import', join(here, 'start-sentry.mjs')]
        : ['--require', join(here, 'start-sentry.cjs')],
    },
  };
}
