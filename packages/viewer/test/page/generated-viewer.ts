import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Level, LogRow, Status } from '../../src/api.ts';
import { type DataSet, generateData } from './generated-data.ts';

const PAGE = new URL('../../dist/page/index.html', import.meta.url);
const LEVELS: Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

export interface GeneratedViewer {
  url: string;
  /** Adds a row and tells the readers of the live stream. */
  log(row: LogRow): void;
  /** Queries that had more than one row of a list, newest last. */
  asked: string[];
  close(): Promise<void>;
}

/** The page with generated data in the shape of `api.ts`: for looking at it, and for its own tests. */
export async function startGeneratedViewer(set: DataSet, port = 0): Promise<GeneratedViewer> {
  const data = generateData(set, Date.now());
  const streams = new Map<ServerResponse, URLSearchParams>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { searchParams: query } = url;
    const [, api, what, id, sub, spanId] = url.pathname.split('/').map(decodeURIComponent);
    if (api !== 'api') return sendPage(response);
    asked.push(url.pathname + url.search);
    if (what === 'live') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(`event: hello\ndata: ${JSON.stringify(status())}\n\n`);
      streams.set(response, query);
      response.on('close', () => streams.delete(response));
      return undefined;
    }
    const trace = data.traces.find((one) => one.summary.traceId === id);
    switch (what) {
      case 'status':
        return send(response, status());
      case 'services':
        return send(response, data.services);
      case 'traces': {
        if (!id) return send(response, { ...page(traces(query), query, 'traces') });
        if (!trace)
          return send(
            response,
            { error: { code: 'not_found', message: 'There is no such trace.' } },
            404,
          );
        if (sub === 'reasons') return send(response, { reasons: [] });
        if (sub !== 'spans') return send(response, trace.summary);
        if (spanId)
          return send(
            response,
            trace.spans.find((span) => span.spanId === spanId),
          );
        return send(response, spans(trace.spans, query));
      }
      case 'logs': {
        const rows = data.logs.filter((row) => fits(row, query));
        if (query.get('order') === 'asc') rows.reverse();
        return send(response, {
          ...page(rows, query, 'logs'),
          ...(query.get('histogram') === '1' ? { histogram: histogram(rows, query) } : {}),
        });
      }
      case 'issues': {
        if (sub === 'reasons') return send(response, { reasons: [] });
        const issue = data.issues.find((one) => one.fingerprint === id);
        if (id)
          return send(
            response,
            issue ?? { error: { code: 'not_found', message: 'There is no such issue.' } },
            issue ? 200 : 404,
          );
        const word = query.get('q')?.toLowerCase() ?? '';
        const rows = data.issues.filter(
          (one) =>
            `${one.type} ${one.message}`.toLowerCase().includes(word) &&
            (!query.get('service') || one.service === query.get('service')),
        );
        return send(response, page(rows, query, 'issues'));
      }
      case 'runtime': {
        const service = query.get('service');
        return send(response, {
          ...data.runtime,
          instances: data.runtime.instances.filter((one) => !service || one.service === service),
          blocks: data.runtime.blocks.filter((one) => !service || one.service === service),
        });
      }
      case 'page':
        return send(response, data.page);
      default:
        return send(
          response,
          { error: { code: 'not_found', message: 'There is no such query.' } },
          404,
        );
    }
  });

  function traces(query: URLSearchParams) {
    const word = query.get('q')?.toLowerCase() ?? '';
    return data.traces
      .map((one) => one.summary)
      .filter(
        (one) =>
          !query.get('service') ||
          one.services.some((service) => service.name === query.get('service')),
      )
      .filter((one) => query.get('status') !== 'error' || one.errors > 0)
      .filter((one) => one.duration >= Number(query.get('minMs') ?? 0))
      .filter((one) => one.duration <= Number(query.get('maxMs') ?? Number.POSITIVE_INFINITY))
      .filter((one) => one.name.toLowerCase().includes(word));
  }

  function status(): Status {
    const empty = set === 'empty';
    return {
      version: '0.1.0',
      otlpHttp: 'http://localhost:4318',
      otlpGrpc: 'http://localhost:4317',
      store: {
        bytes: 9_000_000,
        maxBytes: 2 ** 30,
        maxAgeMs: 86_400_000,
        spans: empty ? 0 : 4000,
        logs: empty ? 0 : data.logs.length,
        errors: 4,
        metricPoints: empty ? 0 : 900,
      },
      received: { spans: 4000, logs: 900, metricPoints: 900 },
      dropped: {},
    };
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    log: (row) => {
      data.logs.unshift(row);
      for (const [stream, query] of streams) {
        if (query.get('logs') !== '0' && fits(row, query)) {
          stream.write(`event: logs\ndata: ${JSON.stringify({ logs: [row], skipped: 0 })}\n\n`);
        }
        stream.write(
          `event: changed\ndata: ${JSON.stringify({ traces: false, logs: true, issues: false, metrics: false })}\n\n`,
        );
      }
    },
    close: () => closeServer(server),
  };
}

function spans<S extends { spanId: string; descendants: number }>(
  all: S[],
  query: URLSearchParams,
) {
  const collapsed = new Set((query.get('collapsed') ?? '').split(',').filter(Boolean));
  const rows: S[] = [];
  for (let at = 0; at < all.length; at += 1) {
    const span = all[at];
    rows.push(span);
    if (collapsed.has(span.spanId)) at += span.descendants;
  }
  const offset = Number(query.get('offset') ?? 0);
  return {
    total: rows.length,
    offset,
    spans: rows.slice(offset, offset + Number(query.get('limit') ?? 200)),
  };
}

function fits(row: LogRow, query: URLSearchParams): boolean {
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const level = query.get('level');
  return (
    (!level || LEVELS.indexOf(row.level) >= LEVELS.indexOf(level as Level)) &&
    (!query.get('service') || row.service === query.get('service')) &&
    (!query.get('traceId') || row.traceId === query.get('traceId')) &&
    words.every((word) => row.message.toLowerCase().includes(word))
  );
}

function page(rows: unknown[], query: URLSearchParams, name: string): Record<string, unknown> {
  const start = Number(query.get('cursor') ?? 0);
  const end = start + Number(query.get('limit') ?? 100);
  return { [name]: rows.slice(start, end), ...(end < rows.length ? { next: String(end) } : {}) };
}

function histogram(rows: LogRow[], query: URLSearchParams) {
  const from = Number(query.get('from'));
  const to = Number(query.get('to'));
  const buckets = Array.from({ length: 60 }, () => ({
    trace: 0,
    debug: 0,
    info: 0,
    warn: 0,
    error: 0,
    fatal: 0,
  }));
  for (const row of rows) {
    const bucket = buckets[Math.floor(((row.time - from) / (to - from)) * 60)];
    if (bucket) bucket[row.level] += 1;
  }
  return { from, to, buckets };
}

function send(response: ServerResponse, body: unknown, code = 200): void {
  response.writeHead(code, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function sendPage(response: ServerResponse): void {
  const html = readFileSync(PAGE, 'utf8');
  const hash = (tag: string): string =>
    createHash('sha256')
      .update(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? '')
      .digest('base64');
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; connect-src 'self'; img-src data:; style-src 'sha256-${hash('style')}'; script-src 'sha256-${hash('script')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'`,
  });
  response.end(html);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
