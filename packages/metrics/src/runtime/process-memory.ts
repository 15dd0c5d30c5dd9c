import type { InstrumentSet } from '../instrument-set.js';

export const processMemoryNames = [
  'process.memory.usage',
  'nodejs.memory.external',
  'nodejs.memory.array_buffers',
] as const;

/** The resident memory of the whole process, and what this thread's heap holds outside of itself. */
export function measureProcessMemory(set: InstrumentSet): void {
  const gauge = (name: string, help: string) => set.get({ name, help, unit: 'By', kind: 'gauge' });
  const [residentName, externalName, buffersName] = processMemoryNames;
  const resident = gauge(residentName, 'Bytes that the process holds (resident set size)');
  const external = gauge(externalName, 'Bytes that the heap holds outside of itself');
  const buffers = gauge(buffersName, 'Of these, the bytes of buffers');
  const collect = (): void => {
    const memory = process.memoryUsage();
    resident.set(memory.rss);
    external.set(memory.external);
    buffers.set(memory.arrayBuffers);
  };
  for (const one of [resident, external, buffers]) one.collect = collect;
}
