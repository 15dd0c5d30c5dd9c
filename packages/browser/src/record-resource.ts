import type { FeatureContext } from './feature.js';
import { recordError } from './record-error.js';

/** A script, style, image, font or the like that could not be loaded. */
export function recordResource(
  context: FeatureContext,
  kind: string,
  address: unknown,
  event: Event,
): void {
  if (typeof address !== 'string' || !address) return;
  const url = address.replace(/^data:.*/s, 'data:').replace(/[?#].*/s, '');
  recordError(
    context,
    { name: 'ResourceError', message: `${kind} failed to load: ${url}` },
    'resource',
    { event, attributes: { 'url.full': url } },
  );
}
