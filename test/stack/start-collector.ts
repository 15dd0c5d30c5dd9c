import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../end-to-end/free-ports.ts';
import { bin, root } from './stack-tools.ts';
import { until } from './until.ts';

export interface Collector {
  /** Where it takes OTLP over HTTP. */
  url: string;
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export interface CollectorOptions {
  /** The first is the configuration, the others go on top; from `collector/`, or absolute. */
  files: string[];
  /** Where it keeps its queue and its log; the same one twice goes on where the first was killed. */
  folder: string;
  env: Record<string, string>;
}

/** One collector alone, on free ports where `env` names none; resolves when it is healthy. */
export async function startCollector({ files, folder, env }: CollectorOptions): Promise<Collector> {
  mkdirSync(folder, { recursive: true });
  const [http, grpc, browser, syslog, health] = await freePorts(5);
  const log = join(folder, 'collector.log');
  const output = openSync(log, 'a');
  const args = files.map(
    (file) => `--config=${join(file.startsWith('/') ? '/' : join(root, 'collector'), file)}`,
  );
  const child: ChildProcess = spawn(join(bin, 'sonde-collector'), args, {
    stdio: ['ignore', output, output],
    env: {
      ...process.env,
      SONDE_COLLECTOR_DATA: join(folder, 'queue'),
      SONDE_COLLECTOR_HTTP_PORT: String(http),
      SONDE_COLLECTOR_GRPC_PORT: String(grpc),
      SONDE_COLLECTOR_BROWSER_PORT: String(browser),
      SONDE_COLLECTOR_SYSLOG_PORT: String(syslog),
      SONDE_COLLECTOR_HEALTH: `127.0.0.1:${health}`,
      ...env,
    },
  });
  const ended = once(child, 'exit');
  await until('a healthy collector', async () => {
    if (child.exitCode !== null) throw new Error(readFileSync(log, 'utf8'));
    const answer = await fetch(`http://127.0.0.1:${health}/`).catch(() => undefined);
    return answer?.ok || undefined;
  });
  return {
    url: `http://${env['SONDE_COLLECTOR_HOST'] ?? '127.0.0.1'}:${http}`,
    async stop(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
