import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Collector {
  origin: string;
  /** Bodies of all posts. */
  posts: string[];
  /** Posts are answered with this status until then. */
  failing: { until: number; status: number };
  serve(path: string, body: string, headers?: Record<string, string>): void;
  close(): void;
}

/** Serves the pages, and takes what any beacon posts anywhere. */
export async function startCollector(): Promise<Collector> {
  const pages = new Map<string, { body: string; headers: Record<string, string> }>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    if (request.method === 'POST') {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { until, status } = collector.failing;
        const fails = Date.now() < until;
        if (!fails) collector.posts.push(body);
        response.writeHead(fails ? status : 200).end('{}');
      });
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
    failing: { until: 0, status: 503 },
    serve: (path, body, headers = {}) => void pages.set(path, { body, headers }),
    close: () => server.close().closeAllConnections(),
  };
  return collector;
}
