import { readFileSync } from 'node:fs';

/** Places in what {@link readStat} gives; proc_pid_stat(5) counts them from the third on. */
export const statField = { state: 0, user: 11, system: 12, started: 19 } as const;

/**
 * What Linux says of a process or a thread of it.
 *
 * @throws where there is no such file.
 */
export function readStat(path: string): string[] {
  const stat = readFileSync(path, 'latin1');
  // The command's name may hold spaces and brackets: the fields are counted after it.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
