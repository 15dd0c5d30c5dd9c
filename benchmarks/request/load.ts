import { execFileSync, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';

export const CONNECTIONS = 32;
/** Of the system, where it has one. */
const WRK = 'wrk';

function hasWrk(): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${WRK}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** `wrk` where it is installed: autocannon takes a whole core, which a machine of two lacks then. */
export const generator: 'wrk' | 'autocannon' = hasWrk() ? 'wrk' : 'autocannon';

/**
 * Puts a server under load.
 *
 * @param failing some of its answers are to be errors.
 * @returns the requests it answered, and how many a second.
 */
export async function load(
  url: string,
  seconds: number,
  failing = false,
): Promise<{ total: number; aSecond: number }> {
  if (generator === 'autocannon') {
    const { requests } = await autocannon({ url, connections: CONNECTIONS, duration: seconds });
    return { total: requests.total, aSecond: requests.average };
  }
  const child = spawn(WRK, ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told = await text(child.stdout);
  const total = Number(/(\d+) requests in/.exec(told)?.[1]);
  const aSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(told)?.[1]);
  if (!(total > 0) || (!failing && /Non-2xx/.test(told))) throw new Error(`wrk says:\n${told}`);
  return { total, aSecond };
}
