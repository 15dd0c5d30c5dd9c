import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import {
  decodeLogs,
  decodeMetrics,
  decodeTraces,
  fromKeyValues,
  type LogRecord,
  type Metric,
  type Span,
} from '@sonde/otlp';

const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url));

export const NODES = {
  22: join(modules, 'node22/bin/node'),
  24: join(modules, 'node/bin/node'),
  26: join(modules, 'node26/bin/node'),
} as const;

export interface SeenBlock {
  message: string;
  eventName: string | undefined;
  traceId: string | undefined;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into it as it likes
  attributes: Record<string, any>;
}

export interface Service {
  child: ChildProcess;
  port: number;
  /** What came to the receiver so far. */
  records: SeenBlock[];
  spans: Span[];
  metrics: Metric[];
  stderr(): string;
  /** Asks for a path within a trace of its own, which it gives back. */
  ask(path: string): Promise<string>;
  stop(): Promise<number | null>;
}

const seen = (record: LogRecord): SeenBlock => ({
  message: record.body?.stringValue ?? '',
  eventName: record.eventName,
  traceId: record.traceId,
  attributes: fromKeyValues(record.attributes),
});

export interface ServiceOptions {
  node?: keyof typeof NODES;
  flags?: string[];
  env?: Record<string, string>;
}

/** Starts a fixture, or a program given by its whole path, with the preload, as a user would, and a receiver for what it tells. */
export async function startService(
  fixture: string,
  { node = 24, flags = [], env = {} }: ServiceOptions = {},
): Promise<Service> {
  const records: SeenBlock[] = [];
  const spans: Span[] = [];
  const metrics: Metric[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      if (request.url === '/v1/logs') {
        for (const { scopeLogs } of decodeLogs(body).resourceLogs) {
          for (const { logRecords } of scopeLogs) records.push(...logRecords.map(seen));
        }
      } else if (request.url === '/v1/traces') {
        for (const { scopeSpans } of decodeTraces(body).resourceSpans) {
          for (const scope of scopeSpans) spans.push(...scope.spans);
        }
      } else if (request.url === '/v1/metrics') {
        for (const { scopeMetrics } of decodeMetrics(body).resourceMetrics) {
          for (const scope of scopeMetrics) metrics.push(...scope.metrics);
        }
      }
      response.end();
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const spool = mkdtempSync(join(tmpdir(), 'sonde-watchdog-'));
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const child = spawn(
    NODES[node],
    [
      '--import',
      '@sonde/node/register',
      ...flags,
      isAbsolute(fixture)
        ? fixture
        : fileURLToPath(new URL(`./fixtures/${fixture}`, import.meta.url)),
    ],
    {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: {
        ...inherited,
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_SERVICE_NAME: 'fixture',
        SONDE_BLOCK_THRESHOLD_MS: '100',
        SONDE_SPOOL_DIR: spool,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [first] = (await once(child.stdout as NodeJS.EventEmitter, 'data')) as [Buffer];
  const port = Number(String(first).trim());
  return {
    child,
    port,
    records,
    spans,
    metrics,
    stderr: () => stderr,
    async ask(path) {
      const traceId = randomBytes(16).toString('hex');
      const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { traceparent } });
      await answer.text();
      return traceId;
    },
    async stop() {
      if (child.exitCode === null && child.connected) child.send('end');
      const [code] = await ended;
      receiver.closeAllConnections();
      receiver.close();
      rmSync(spool, { recursive: true, force: true });
      return code;
    },
  };
}

/** Waits for a condition, with a deadline. */
export async function until(condition: () => boolean, deadlineMs = 10_000): Promise<boolean> {
  const end = Date.now() + deadlineMs;
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 25));
  return condition();
}
