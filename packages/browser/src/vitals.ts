import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import { describeElement } from './describe-element.js';
import type { Feature } from './feature.js';
import { isSampled } from './is-sampled.js';

/**
 * LCP, INP, CLS, FCP and TTFB, in the next request that is made, when the page is hidden at the latest; each with the
 * element that it was about. Their entries tell it: the library's own attribution is twice its size.
 */
export const vitals: Feature = (context) => {
  if (!isSampled(context)) return undefined;
  let stopped = false;

  function report({ name, value, rating, id, entries }: Metric): void {
    if (stopped) return;
    const element = elementOf(entries);
    const record = {
      name: 'browser.web_vital',
      time: Date.now(),
      attributes: {
        'browser.web_vital.name': name,
        'browser.web_vital.value': Math.round(value * 1e4) / 1e4,
        'browser.web_vital.rating': rating,
        'browser.web_vital.id': id,
        'browser.web_vital.target': element && describeElement(element),
      },
    };
    context.enqueue(record, true);
  }

  for (const on of [onLCP, onINP, onCLS, onFCP, onTTFB]) on(report);
  return () => {
    stopped = true;
  };
};

interface About extends PerformanceEntry {
  element?: Node;
  target?: Node;
  value?: number;
  sources?: { node?: Node }[];
}

/** The largest paint, what was touched, or what shifted most. */
function elementOf(entries: readonly PerformanceEntry[]): Element | undefined {
  let found: About = {} as About;
  for (const entry of entries as About[]) {
    if ((entry.value ?? 0) >= (found.value ?? 0)) found = entry;
  }
  const node = found.element ?? found.target ?? found.sources?.[0]?.node;
  return node instanceof Element ? node : (node?.parentElement ?? undefined);
}
