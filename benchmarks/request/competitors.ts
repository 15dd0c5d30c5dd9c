import { type Preload, sonde } from '../measure/preload.ts';
import { installedPeers } from '../peers/peers.ts';

const peers = await installedPeers('module');
const peer = peers['auto-instrumentations-node'];

const sampled = {
  OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
  OTEL_TRACES_SAMPLER_ARG: '0.01',
};

/** The first is the one that the others are compared with. */
export const ours: Readonly<Record<string, Preload>> = {
  bare: { args: [] },
  sonde,
  'sonde, 1 in 100 sampled': { ...sonde, env: sampled },
  // How much of ours is what any service could have without us.
  'bare, ticks kept': { args: ['--import', './keep-tick.mjs'] },
};

export const competitors: Readonly<Record<string, Preload>> = { ...ours, ...peers };

/** What a part of ours costs: the same without it. */
export const parts: Readonly<Record<string, Preload>> = {
  ...ours,
  'without logs': { ...sonde, env: { OTEL_LOGS_EXPORTER: 'none' } },
  'without metrics': { ...sonde, env: { OTEL_METRICS_EXPORTER: 'none' } },
  'without traces': { ...sonde, env: { OTEL_TRACES_EXPORTER: 'none' } },
  'traces only': {
    ...sonde,
    env: { OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' },
  },
  'a lane that drops': { args: ['--import', './dropping-lane.mjs', ...sonde.args] },
  'official HTTP': { ...sonde, env: { SONDE_HTTP_INSTRUMENTATION: 'official' } },
  'auto-instrumentations-node, 1 in 100 sampled': { ...peer, env: { ...peer.env, ...sampled } },
};
