import type { FeatureContext } from './feature.js';

/** A script, style, image or the like that could not be loaded. */
export function recordResource(context: FeatureContext, element: Element, time: number): void {
  const { src, href } = element as { src?: unknown; href?: unknown };
  const address = typeof src === 'string' && src ? src : href;
  if (typeof address !== 'string' || address === '') return;
  const url = address.replace(/^data:.*/s, 'data:').replace(/[?#].*/s, '');
  const message = `${element.localName} failed to load: ${url}`;
  context.add(
    {
      name: 'exception',
      time,
      attributes: {
        'exception.type': 'ResourceError',
        'exception.message': message,
        'url.full': url,
        'sonde.error.mechanism': 'resource',
        'sonde.error.handled': false,
      },
      ...context.owner(),
    },
    'soon',
  );
}
