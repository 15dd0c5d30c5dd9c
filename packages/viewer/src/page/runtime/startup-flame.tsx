import type { JSX } from 'preact';
import type { SpanRow, SpansAnswer } from '../../api.js';
import { useQuery } from '../state/use-query.js';
import { FlameGraph } from './flame-graph.js';
import type { Flame } from './read-tree.js';

/** The root span of a start, as `docs/fields.md` has it. */
export const STARTUP = 'startup';
const MAX_SPANS = 500;

/** Which module cost what, until the service listened. */
export function StartupFlame({ traceId }: { traceId: string }): JSX.Element | null {
  const { data } = useQuery<SpansAnswer>(
    `/api/traces/${encodeURIComponent(traceId)}/spans`,
    { limit: MAX_SPANS },
    { timed: false },
  );
  const root = data && flameOf(data.spans);
  if (!root) return null;
  return (
    <section class="panel">
      <h2>What the start took</h2>
      <FlameGraph root={root} />
    </section>
  );
}

/** Spans in the order of the tree, by their depth. */
function flameOf(spans: readonly SpanRow[]): Flame | undefined {
  const open: Flame[] = [];
  for (const { depth, name, duration, summary = '' } of spans) {
    const flame: Flame = {
      name: name.replace(/^load /, ''),
      at: summary,
      ms: duration,
      children: [],
    };
    open.length = depth;
    open[depth - 1]?.children.push(flame);
    open[depth] = flame;
  }
  return open[0];
}
