import { signals } from './lane-memory.js';
import type { SpoolEvents } from './spool-place.js';
import type { SpoolEntry } from './spool-segment.js';
import type { SpoolShelf } from './spool-shelf.js';

/**
 * Brings the books in line with the disk, which is the truth, where a worker died between the two.
 *
 * @param erase takes a batch off the disk.
 */
export function reconcileStock(
  shelf: SpoolShelf,
  events: SpoolEvents,
  erase: (entry: SpoolEntry) => void,
): void {
  const { stock } = events;
  const step = stock.step();
  const entries = shelf.segments().flatMap((segment) => [...segment.entries]);
  for (const signal of signals.keys()) {
    const own = entries.filter(({ record }) => record.signal === signal);
    let over = own.reduce((sum, { record }) => sum + record.count, 0) - stock.held(signal);
    const last = own.at(-1);
    if (step === 'put' && last && last.record.count <= over) {
      // It stands where it was taken from too, and is read there again.
      erase(last);
      over -= last.record.count;
    }
    if (over > 0) stock.adopted(signal, over);
    else if (step === 'delivered') stock.delivered(signal, -over);
    else if (over < 0) {
      stock.change(signal, over);
      if (step !== 'put') events.dropped(signal, -over, step ?? 'spool_error');
    }
  }
  stock.setStep(undefined);
}
