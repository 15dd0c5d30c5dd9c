import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OTHER_CORE, onCore, SERVER_CORE, startOnCore } from './pinned.ts';

/** Of the system. */
const WRK = 'wrk';
const SECONDS = 5;

interface State {
  port: number;
  accepted: number;
  ledger: Record<string, { delivered: number; dropped: Record<string, number> }>;
}

const next = async (server: ChildProcess): Promise<State> =>
  ((await once(server, 'message')) as [State])[0];

/**
 * Beacons a second that an intake takes which has one core for all its threads, the lane's worker among
 * them; by `wrk` from the other, which needs the least of it.
 */
export async function oneCore(body: string, sinkUrl: string): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-bench-'));
  const server = startOnCore(SERVER_CORE, './server.mjs', {
    OTEL_EXPORTER_OTLP_ENDPOINT: sinkUrl,
    OTEL_SERVICE_NAME: 'bench',
  });
  const { port } = await next(server);
  const script = join(folder, 'post.lua');
  writeFileSync(
    script,
    `wrk.method = 'POST'; wrk.body = [==[${body}]==]
     wrk.headers['Origin'] = 'http://127.0.0.1:${port}'
     wrk.headers['Content-Type'] = 'text/plain'
     wrk.headers['User-Agent'] = 'Mozilla/5.0 (bench)'`,
  );
  const load = async (seconds: number): Promise<State> => {
    const url = `http://127.0.0.1:${port}/telemetry`;
    const args = ['-t1', '-c64', `-d${seconds}s`, '-s', script, url];
    await promisify(execFile)(...onCore(OTHER_CORE, WRK, ...args));
    server.send('tell');
    return await next(server);
  };
  const before = await load(2);
  const began = performance.now();
  const after = await load(SECONDS);
  const took = (performance.now() - began) / 1_000;
  server.kill();
  rmSync(folder, { recursive: true });
  const dropped = Object.values(after.ledger).flatMap((one) => Object.values(one.dropped));
  return {
    beacons: (after.accepted - before.accepted) / took,
    delivered: (after.ledger['errors']?.delivered ?? 0) - (before.ledger['errors']?.delivered ?? 0),
    dropped: dropped.reduce((sum, count) => sum + count, 0),
  };
}
