import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Viewer } from '@sonde/viewer';

export interface Explained {
  child: ChildProcess;
  /** Takes a CPU profile and lets its summary be sent. */
  profile(ms: number): Promise<void>;
  /** Asks for a path within a trace of its own, which it gives back. */
  ask(path: string): Promise<string>;
  stop(): Promise<void>;
}

/** A service with the preload that sends what it tells to a viewer, once all of it is being watched. */
export async function startExplained(viewer: Viewer): Promise<Explained> {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-explained-'));
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const child = spawn(
    process.execPath,
    [
      '--import',
      '@sonde/node/register',
      fileURLToPath(new URL('./fixtures/explained.mjs', import.meta.url)),
    ],
    {
      cwd: fileURLToPath(new URL('../../node', import.meta.url)),
      env: {
        ...inherited,
        OTEL_EXPORTER_OTLP_ENDPOINT: viewer.urls.otlpHttp,
        OTEL_EXPORTER_PROMETHEUS_PORT: '0',
        OTEL_METRIC_EXPORT_INTERVAL: '1000',
        OTEL_SERVICE_NAME: 'shop',
        OTEL_RESOURCE_ATTRIBUTES: 'service.version=1.4.2',
        SONDE_STARTUP_TRACE: '1',
        SONDE_PROFILE_DIR: join(folder, 'profiles'),
        SONDE_SPOOL_DIR: join(folder, 'spool'),
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  const ended = once(child, 'exit');
  const [first] = (await once(child.stdout as NodeJS.EventEmitter, 'data')) as [Buffer];
  const origin = `http://127.0.0.1:${String(first).trim()}`;
  // The watching thread comes a second after the start; then it listens.
  const socket = join(folder, 'profiles', `shop-${child.pid}.sock`);
  while (!existsSync(socket)) await setTimeout(50);
  return {
    child,
    async profile(ms) {
      const path = `/profile?kind=cpu&ms=${ms}&ship=1`;
      const call = request({ socketPath: socket, path, method: 'POST' }).end();
      const [response] = (await once(call, 'response')) as [IncomingMessage];
      response.resume();
      await once(response, 'end');
    },
    async ask(path) {
      const traceId = randomBytes(16).toString('hex');
      const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
      await (await fetch(origin + path, { headers: { traceparent } })).text();
      return traceId;
    },
    async stop() {
      if (child.exitCode === null) child.send('end');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
