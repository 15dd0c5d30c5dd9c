import type { JSX } from 'preact';
import { serviceHue } from '../format/service-hue.js';
import { visibleLine } from '../format/visible-text.js';

/** A service with its colour. */
export function ServiceName({ name }: { name: string }): JSX.Element {
  return (
    <span class="service" style={{ '--h': serviceHue(name) }} title={visibleLine(name)}>
      <span class="service-name">{visibleLine(name)}</span>
    </span>
  );
}
