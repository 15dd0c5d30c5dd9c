import type { InstrumentSet } from '../instrument-set.js';

export const activeHandlesNames = ['nodejs.active_handles'] as const;

/** Types with a series of their own; native addons could bring any number. */
const MAX_TYPES = 32;

/** What keeps the event loop alive, by type. */
export function measureActiveHandles(set: InstrumentSet): void {
  const gauge = set.get({
    name: activeHandlesNames[0],
    unit: '{handle}',
    kind: 'gauge',
    help: 'Handles and requests that keep the event loop alive, by type',
  });
  const known = new Set<string>();
  gauge.collect = () => {
    const counts = new Map<string, number>([...known].map((type) => [type, 0]));
    for (const name of process.getActiveResourcesInfo()) {
      const type = known.has(name) || known.size < MAX_TYPES ? name : 'other';
      known.add(type);
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    for (const [type, count] of counts) gauge.set(count, { type });
  };
}
