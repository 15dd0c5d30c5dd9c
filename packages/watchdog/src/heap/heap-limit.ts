import { getHeapStatistics } from 'node:v8';

const OLD_SPACE = /^--max[-_]old[-_]space[-_]size=(\d+)$/;
const MIB = 1024 * 1024;

/**
 * Bytes that the heap of this process may come to. What V8 tells counts all that the young generation may
 * have, too; a limit that was set is the old one's alone.
 */
export function heapLimit(): number {
  const flags = [...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/), ...process.execArgv];
  const set = flags.map((flag) => OLD_SPACE.exec(flag)?.[1]).findLast((one) => one !== undefined);
  const { heap_size_limit: all } = getHeapStatistics();
  return set === undefined ? all : Math.min(all, Number(set) * MIB);
}
