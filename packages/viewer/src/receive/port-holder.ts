import { readdir, readFile, readlink } from 'node:fs/promises';

/** Who listens on a port. */
export interface PortHolder {
  /** Absent where the system does not tell. */
  pid?: number;
  command?: string;
  /** What it answers to an OTLP request: one that takes it, or something else. */
  speaks: 'sonde viewer' | 'otlp' | 'unknown';
}

const PROBE_MS = 1000;
const LISTENING = '0A';
const MAX_COMMAND = 120;

/** Looks up who holds a port, as far as this machine lets see. Never throws. */
export async function findPortHolder(port: number): Promise<PortHolder> {
  const [process, speaks] = await Promise.all([findProcess(port), probe(port)]);
  return { ...process, speaks };
}

/** One sentence: what holds the port. */
export function describePortHolder(port: number, holder: PortHolder): string {
  const who =
    holder.pid === undefined
      ? 'another program'
      : `process ${holder.pid}${holder.command === undefined ? '' : ` (${holder.command})`}`;
  const what =
    holder.speaks === 'sonde viewer'
      ? ', another sonde viewer'
      : holder.speaks === 'otlp'
        ? ', which receives OTLP, such as a collector'
        : '';
  return `port ${port} is taken by ${who}${what}`;
}

async function findProcess(port: number): Promise<{ pid?: number; command?: string }> {
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const columns = line.trim().split(/\s+/);
      const local = columns[1]?.split(':')[1];
      if (columns[3] === LISTENING && local !== undefined && Number.parseInt(local, 16) === port) {
        inodes.add(`socket:[${columns[9] ?? ''}]`);
      }
    }
  }
  if (inodes.size === 0) return {};
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const folder = `/proc/${pid}/fd`;
    for (const fd of await readdir(folder).catch(() => [])) {
      if (!inodes.has(await readlink(`${folder}/${fd}`).catch(() => ''))) continue;
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))
        .replaceAll('\0', ' ')
        .replaceAll(/[^\x20-\x7e]/g, '?')
        .trim()
        .slice(0, MAX_COMMAND);
      return { pid: Number(pid), ...(command === '' ? {} : { command }) };
    }
  }
  return {};
}

async function probe(port: number): Promise<PortHolder['speaks']> {
  const base = `http://127.0.0.1:${port}`;
  const ask = (path: string, init: RequestInit = {}): Promise<Response | undefined> =>
    fetch(base + path, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(PROBE_MS),
    }).catch(() => undefined);
  const answer = await ask('/v1/traces', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"resourceSpans":[]}',
  });
  const name = answer?.headers.get('server');
  const type = answer?.headers.get('content-type') ?? '';
  await answer?.body?.cancel();
  if (name?.startsWith('sonde-viewer')) return 'sonde viewer';
  if (answer?.status === 200 && type.startsWith('application/json')) return 'otlp';
  const page = await ask('/api/status');
  await page?.body?.cancel();
  return page?.headers.get('server')?.startsWith('sonde-viewer') ? 'sonde viewer' : 'unknown';
}
