/** What is started in front of the service, and how. */
export interface Preload {
  /** Arguments of Node before the service's own file. */
  args: string[];
  env?: Record<string, string>;
}

const register = (name: string): string[] => ['--import', name];
const sonde = register('@sonde/node/register');

/** As its README says for ES modules: its hook stands in front. */
const peer: Preload = {
  args: [
    '--no-warnings',
    '--experimental-loader=@opentelemetry/instrumentation/hook.mjs',
    ...register('@opentelemetry/auto-instrumentations-node/register'),
  ],
  env: {
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
  },
};

const sampled = {
  OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
  OTEL_TRACES_SAMPLER_ARG: '0.01',
};

/** The first is the one that the others are compared with. */
export const competitors: Readonly<Record<string, Preload>> = {
  bare: { args: [] },
  'auto-instrumentations-node': peer,
  sonde: { args: sonde },
  'sonde, 1 in 100 sampled': { args: sonde, env: sampled },
};

/** What a part of ours costs: the same without it. */
export const parts: Readonly<Record<string, Preload>> = {
  bare: { args: [] },
  sonde: { args: sonde },
  'without logs': { args: sonde, env: { OTEL_LOGS_EXPORTER: 'none' } },
  'without metrics': { args: sonde, env: { OTEL_METRICS_EXPORTER: 'none' } },
  'without traces': { args: sonde, env: { OTEL_TRACES_EXPORTER: 'none' } },
  'traces only': {
    args: sonde,
    env: { OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' },
  },
  'a lane that drops': { args: [...register('./dropping-lane.mjs'), ...sonde] },
  'official HTTP': { args: sonde, env: { SONDE_HTTP_INSTRUMENTATION: 'official' } },
  'auto-instrumentations-node, 1 in 100 sampled': { ...peer, env: { ...peer.env, ...sampled } },
};
