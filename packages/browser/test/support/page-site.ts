import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createIntake, type Intake, type IntakeOptions } from '@sonde/intake';
import { createLane, type Lane, resolveLaneOptions } from '@sonde/pipeline';
import { type OtlpSink, startOtlpSink } from '../../../intake/test/support/otlp-sink.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
export const beaconScript: string = readFileSync(`${dist}sonde.iife.js`, 'utf8');
export const stubScript: string = readFileSync(`${dist}stub.js`, 'utf8');

export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface PageSite {
  origin: string;
  sink: OtlpSink;
  lane: Lane;
  intake: Intake;
  /** All that the pages asked for, telemetry included. */
  seen: SeenRequest[];
  /** Answers a path from now on. */
  serve(path: string, body: string, headers?: Record<string, string>): void;
  /** Answers the next posts to /telemetry without the intake. */
  failTelemetry(answers: { status: number; headers?: Record<string, string> }[]): void;
  /** Answers all posts to /telemetry with this status until then. */
  failTelemetryUntil(time: number, status: number): void;
  telemetry(): SeenRequest[];
  close(): Promise<void>;
}

/** A server of pages with the real intake at /telemetry, the real lane behind it, and a real sink. */
export async function startPageSite(options: Partial<IntakeOptions> = {}): Promise<PageSite> {
  const sink = await startOtlpSink();
  const lane = createLane({
    ...resolveLaneOptions({}, { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url }, () => {}),
    spool: undefined,
  });
  const intake = createIntake({
    lane,
    limits: { clientPerSecond: 1_000, clientBurst: 1_000 },
    ...options,
  });
  const seen: SeenRequest[] = [];
  const routes = new Map<string, { body: string; headers: Record<string, string> }>();
  let failing: { until: number; status: number; headers?: Record<string, string> } = {
    until: 0,
    status: 503,
  };
  const failures: { status: number; headers?: Record<string, string> }[] = [];

  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '/';
    const entry = { method: request.method ?? '', path, headers: request.headers, body: '' };
    seen.push(entry);
    request.on('data', (chunk: Buffer) => (entry.body += chunk.toString()));
    if (path === '/telemetry') {
      const isFailing = Date.now() < failing.until;
      const failure = isFailing
        ? failing
        : request.method === 'POST'
          ? failures.shift()
          : undefined;
      if (!failure) return intake(request, response);
      response.writeHead(failure.status, failure.headers ?? {}).end();
      return;
    }
    const route = routes.get(path);
    const status = Number(/^\/status\/(\d+)/.exec(path)?.[1] ?? (route ? 200 : 404));
    const finish = (): void => {
      response
        .writeHead(status, {
          'content-type': contentType(path),
          'access-control-allow-origin': '*',
          'access-control-allow-headers': 'traceparent',
          ...route?.headers,
        })
        .end(route?.body ?? '');
    };
    if (request.method === 'POST') request.on('end', finish);
    else finish();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  routes.set('/sonde.js', { body: beaconScript, headers: {} });
  routes.set('/api', { body: '{"ok":true}', headers: {} });

  return {
    origin: `http://127.0.0.1:${port}`,
    sink,
    lane,
    intake,
    seen,
    serve: (path, body, headers = {}) => void routes.set(path, { body, headers }),
    failTelemetry: (answers) => void failures.push(...answers),
    failTelemetryUntil: (until, status) => void (failing = { until, status }),
    telemetry: () => seen.filter(({ path }) => path === '/telemetry'),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await intake.close();
      await lane.close(2_000);
      await sink.close();
    },
  };
}

function contentType(path: string): string {
  return path.endsWith('.js')
    ? 'text/javascript'
    : path.startsWith('/api')
      ? 'application/json'
      : 'text/html';
}

/** A page with the beacon as a script tag, and a script of its own. */
export function pageWith(script: string, { head = '', attributes = '' } = {}): string {
  return `<!doctype html><meta charset="utf-8"><title>t</title>${head}
<script src="/sonde.js" data-endpoint="/telemetry" data-service="page" data-release="1.2.3" ${attributes}></script>
<body><button id="go">Go</button><script>${script.replaceAll('</', '<\\/')}</script></body>`;
}
