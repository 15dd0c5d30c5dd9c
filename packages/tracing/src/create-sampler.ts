import type { Sampler } from '@opentelemetry/sdk-trace';
import { loadSdk } from './open-telemetry.js';
import type { SamplerName } from './resolve-tracing-options.js';

/** The sampler that `OTEL_TRACES_SAMPLER` names, for the stock SDK. */
export function createSampler(name: SamplerName, ratio: number): Sampler {
  const sdk = loadSdk();
  switch (name) {
    case 'always_on':
      return new sdk.AlwaysOnSampler();
    case 'always_off':
      return new sdk.AlwaysOffSampler();
    case 'traceidratio':
      return new sdk.TraceIdRatioBasedSampler(ratio);
    default:
      return new sdk.ParentBasedSampler({
        root: createSampler(name.slice('parentbased_'.length) as SamplerName, ratio),
      });
  }
}
