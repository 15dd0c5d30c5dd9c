import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIntake } from '@sonde/intake';
import type { Lane } from '@sonde/pipeline';

export interface Collector {
  origin: string;
  /** What was taken: the bodies of the peers' posts, the records that the intake made of Sonde's. */
  posts: string[];
  /** Bodies of all posts that were answered. */
  requests: string[];
  /** Posts are answered with this status until then. */
  failing: { until: number; status: number };
  serve(path: string, body: string, headers?: Record<string, string>): void;
  close(): void;
}

/** Serves the pages, and takes what any beacon posts anywhere: Sonde's by the real intake. */
export async function startCollector(): Promise<Collector> {
  const pages = new Map<string, { body: string; headers: Record<string, string> }>();
  const offer = (_signal: string, json: string): boolean => collector.posts.push(json) > 0;
  const intake = createIntake({ lane: { offer } as unknown as Lane });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    if (request.method === 'POST') {
      const { until, status } = collector.failing;
      const fails = Date.now() < until;
      const isOurs = path === '/telemetry' && !fails;
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        if (!fails) collector.requests.push(body);
        if (isOurs) return;
        if (!fails) collector.posts.push(body);
        response.writeHead(fails ? status : 200).end('{}');
      });
      if (isOurs) intake(request, response);
      return;
    }
    const page = pages.get(path);
    response
      .writeHead(page ? 200 : 404, {
        'content-type': path.endsWith('.js') ? 'text/javascript' : 'text/html',
        ...page?.headers,
      })
      .end(page?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const collector: Collector = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts: [],
    requests: [],
    failing: { until: 0, status: 503 },
    serve: (path, body, headers = {}) => void pages.set(path, { body, headers }),
    close: () => server.close().closeAllConnections(),
  };
  return collector;
}
