import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type { Warn } from '@sonde/pipeline';
import type { MetricReader } from './metric-reader.js';
import { CONTENT_TYPES, type Format, renderFamily } from './render-exposition.js';
import { settle } from './settle.js';

/** Milliseconds that a scrape may work before it lets the loop turn. */
const WORK_MS = 5;
const MAX_CONNECTIONS = 32;
const REQUEST_MS = 10_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

export interface MetricsEndpoint {
  /** `http://127.0.0.1:9464/metrics`; absent until it listens. */
  address(): string | undefined;
  close(): void;
}

function wantsOpenMetrics(request: IncomingMessage): boolean {
  return /application\/openmetrics-text/.test(request.headers.accept ?? '');
}

/** A page that a browser has open could point a name of its own at us; its Host gives it away. */
function isForeign(request: IncomingMessage, host: string): boolean {
  if (!LOOPBACK.has(host)) return false;
  const name = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  return !LOOPBACK.has(name);
}

async function render(reader: MetricReader, format: Format): Promise<string[]> {
  await settle(reader.collect());
  const parts: string[] = [];
  let since = performance.now();
  for (const family of reader.families()) {
    for (const part of renderFamily(family, format)) {
      parts.push(part);
      if (performance.now() - since < WORK_MS) continue;
      await setImmediate(undefined, { ref: false });
      since = performance.now();
    }
  }
  if (format === 'openmetrics') parts.push('# EOF\n');
  return parts;
}

/** Serves /metrics. A port that is taken is one warning, and the application goes on. */
export function serveMetrics(
  reader: MetricReader,
  { host, port }: { host: string; port: number },
  warn: Warn,
): MetricsEndpoint {
  const running = new Map<Format, Promise<string[]>>();

  /** Scrapes that overlap share one reading, so that ten scrapers cost as much as one. */
  function rendered(format: Format): Promise<string[]> {
    const present = running.get(format);
    if (present) return present;
    const fresh = render(reader, format).finally(() => running.delete(format));
    running.set(format, fresh);
    return fresh;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isForeign(request, host)) {
      response.writeHead(403).end('foreign Host\n');
      return;
    }
    const path = (request.url ?? '').split('?')[0];
    if (path !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(path === '/metrics' ? 405 : 404).end();
      return;
    }
    const format: Format = wantsOpenMetrics(request) ? 'openmetrics' : 'text';
    const parts = await rendered(format);
    response.writeHead(200, { 'content-type': CONTENT_TYPES[format] });
    if (request.method === 'HEAD') response.end();
    else await pipeline(parts, response);
  }

  const server: Server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  (server as unknown as Record<symbol, unknown>)[Symbol.for('sonde.untraced')] = true;
  server.maxConnections = MAX_CONNECTIONS;
  server.on('connection', (socket) => socket.unref());
  server.on('error', (error: NodeJS.ErrnoException) => {
    warn({
      code: error.code === 'EADDRINUSE' ? 'metrics_port_taken' : 'metrics_not_served',
      message: `/metrics is not served on ${host}:${port} (${error.code ?? error.message})`,
      option: 'OTEL_EXPORTER_PROMETHEUS_PORT',
      expected: 'a free port',
      got: String(port),
    });
  });
  server.listen(port, host);
  server.unref();

  return {
    address() {
      const bound = server.address() as AddressInfo | null;
      if (!bound) return undefined;
      const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
      return `http://${name}:${bound.port}/metrics`;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
