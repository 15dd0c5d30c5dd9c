import type { InstrumentSet } from '../instrument-set.js';

export const processCpuNames = ['process.cpu.time'] as const;

/** Processor time of all threads since the process began. */
export function measureProcessCpu(set: InstrumentSet): void {
  const counter = set.get({
    name: processCpuNames[0],
    unit: 's',
    kind: 'counter',
    help: 'Processor time that the process has used, by state',
  });
  counter.collect = () => {
    const { user, system } = process.cpuUsage();
    counter.set(user / 1e6, { 'process.cpu.state': 'user' });
    counter.set(system / 1e6, { 'process.cpu.state': 'system' });
  };
}
