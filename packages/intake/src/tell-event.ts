import type { KeyValue } from '@sonde/otlp';
import { numberOf, textOf } from './page-context.js';

/** What a person reads of an event that has no body: `LCP 1.84 s, good, on /cart`. */
export function tellEvent(event: string | undefined, attributes: KeyValue[]): string {
  const path = textOf(attributes, 'url.path');
  const on = path === undefined ? '' : ` on ${path}`;
  if (event === 'browser.page_view') return `page view${path === undefined ? '' : ` ${path}`}`;
  if (event === 'browser.web_vital') {
    const name = textOf(attributes, 'browser.web_vital.name') ?? 'web vital';
    const rating = textOf(attributes, 'browser.web_vital.rating')?.replace('-', ' ');
    const value = tellVital(name, numberOf(attributes, 'browser.web_vital.value'));
    return `${name}${value}${rating === undefined ? '' : `, ${rating}`}${on && `,${on}`}`;
  }
  if (event === 'browser.long_animation_frame') {
    const duration = numberOf(attributes, 'browser.long_animation_frame.duration');
    const script = textOf(attributes, 'browser.long_animation_frame.script');
    return `frame of ${tellDuration(duration ?? 0)}${on}${script === undefined ? '' : `, in ${script}`}`;
  }
  return '';
}

function tellVital(name: string, value: number | undefined): string {
  if (value === undefined) return '';
  // The only one that is no time.
  return ` ${name === 'CLS' ? Number(value.toFixed(3)) : tellDuration(value)}`;
}

function tellDuration(milliseconds: number): string {
  return milliseconds >= 1_000
    ? `${Number((milliseconds / 1_000).toFixed(2))} s`
    : `${Math.round(milliseconds)} ms`;
}
