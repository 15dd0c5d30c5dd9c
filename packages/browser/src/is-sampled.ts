import type { FeatureContext } from './feature.js';

/** Whether this session sends spans, vitals and page views: decided once a page load. */
export function isSampled(context: FeatureContext): boolean {
  return (context.sampled ??= !(Math.random() >= (context.settings.sampleRate ?? 1)));
}
