import type { KeyValue } from '@sonde/otlp';
import { setText, textOf } from './page-context.js';

/** Addresses without query, fragment and credentials: the page leaves them out, a stranger may not. */
export function cleanUrls(attributes: KeyValue[]): void {
  const path = textOf(attributes, 'url.path');
  if (path !== undefined) setText(attributes, 'url.path', path.replace(/[?#].*/s, ''));
  for (const key of ['url.full', 'browser.long_animation_frame.script']) {
    const full = textOf(attributes, key);
    if (full !== undefined) setText(attributes, key, withoutQuery(full));
  }
}

function withoutQuery(address: string): string {
  return address.replace(/[?#].*/s, '').replace(/\/\/[^/@]*@/, '//');
}
