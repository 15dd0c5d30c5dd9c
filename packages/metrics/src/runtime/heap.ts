import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import type { InstrumentSet } from '../instrument-set.js';

export const heapNames = [
  'v8js.memory.heap.used',
  'v8js.memory.heap.space.size',
  'v8js.memory.heap.limit',
] as const;

/** The JavaScript heap by space, and the size at which the process would end. */
export function measureHeap(set: InstrumentSet): void {
  const gauge = (name: string, help: string) => set.get({ name, help, unit: 'By', kind: 'gauge' });
  const used = gauge(heapNames[0], 'Bytes of the heap in use, by space');
  const size = gauge(heapNames[1], 'Bytes that the heap has reserved, by space');
  const limit = gauge(heapNames[2], 'Bytes at which the heap is full');
  used.collect = () => {
    for (const space of getHeapSpaceStatistics()) {
      const attributes = { 'v8js.heap.space.name': space.space_name };
      used.set(space.space_used_size, attributes);
      size.set(space.space_size, attributes);
    }
  };
  size.collect = used.collect;
  limit.collect = () => limit.set(getHeapStatistics().heap_size_limit);
}
