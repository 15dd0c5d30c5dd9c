import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import type { Feature } from './feature.js';

/** LCP, INP, CLS, FCP and TTFB, all in the request that is made when the page is hidden. */
export const vitals: Feature = (context) => {
  let stopped = !context.sampled;
  if (stopped) return () => {};

  function report({ name, value, rating, id }: Metric): void {
    if (stopped) return;
    context.add(
      {
        name: 'browser.web_vital',
        time: Date.now(),
        attributes: {
          'browser.web_vital.name': name,
          'browser.web_vital.value': Math.round(value * 1e4) / 1e4,
          'browser.web_vital.rating': rating,
          'browser.web_vital.id': id,
        },
      },
      'hidden',
    );
  }

  for (const on of [onLCP, onINP, onCLS, onFCP, onTTFB]) on(report);
  return () => {
    stopped = true;
  };
};
