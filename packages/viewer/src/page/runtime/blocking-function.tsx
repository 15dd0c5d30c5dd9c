import type { JSX } from 'preact';
import type { RuntimeAnswer } from '../../api.js';
import { visibleLine } from '../format/visible-text.js';
import { href } from '../state/route.js';

/** What kept a loop, and the way to its issue. */
export function BlockingFunction({
  block: { function: name, service },
}: {
  block: RuntimeAnswer['blocks'][number];
}): JSX.Element {
  if (!name) return <code class="cut muted">function not known</code>;
  const [bare = name] = name.split(' (');
  return (
    <a class="cut" href={href('/errors', { q: bare, service })}>
      <code>{visibleLine(name)}</code>
    </a>
  );
}
