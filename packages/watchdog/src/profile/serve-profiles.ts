import { createHash, timingSafeEqual } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:net';
import type { Warn } from '@sonde/pipeline';
import { type HeldObjects, readHeld } from './held-line.js';
import { ProfileRefused } from './profile-main-thread.js';

/** What is asked for. */
export interface ProfileRequest {
  kind: 'cpu' | 'heap' | 'snapshot';
  ms: number;
  /** Whether its summary goes to the receiver. */
  ship: boolean;
}

export interface ProfileTaken {
  /** Where it lies. */
  path: string;
  kind: ProfileRequest['kind'];
}

const MAX_MS = 120_000;
const DEFAULT_MS = 10_000;
const MAX_BODY = 65_536;
const LOOPBACK = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/i;

export interface ServeProfiles {
  service: string;
  socket: string;
  port: number | undefined;
  token: string | undefined;
  take: (request: ProfileRequest) => Promise<ProfileTaken>;
  /** Sends the summary of a snapshot to the receiver. */
  ship: (held: HeldObjects) => void;
  warn: Warn;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function readRequest(url: URL): ProfileRequest {
  const kind = url.searchParams.get('kind') ?? 'cpu';
  if (kind !== 'cpu' && kind !== 'heap' && kind !== 'snapshot') {
    throw new RangeError('kind is cpu, heap or snapshot');
  }
  const ms = Number(url.searchParams.get('ms') ?? DEFAULT_MS);
  if (!(ms >= 100 && ms <= MAX_MS)) throw new RangeError(`ms is 100 to ${MAX_MS}`);
  return { kind, ms, ship: url.searchParams.get('ship') === '1' };
}

function answer(response: ServerResponse, status: number, body: object): void {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  response.writeHead(status, headers);
  response.end(`${JSON.stringify(body)}\n`);
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk as string;
    if (text.length > MAX_BODY) throw new RangeError(`larger than ${MAX_BODY}`);
  }
  return text;
}

async function handle(
  { service, take, ship }: ServeProfiles,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://service');
  if (url?.pathname === '/' && request.method === 'GET') {
    answer(response, 200, { service, pid: process.pid });
    return;
  }
  if (url?.pathname === '/held' && request.method === 'POST') {
    try {
      ship(readHeld(await readText(request)));
      answer(response, 200, {});
    } catch (error) {
      answer(response, 400, { error: (error as Error).message });
    }
    return;
  }
  if (url?.pathname !== '/profile' || request.method !== 'POST') {
    answer(response, 404, { error: 'POST /profile?kind=cpu&ms=10000' });
    return;
  }
  try {
    answer(response, 200, await take(readRequest(url)));
  } catch (error) {
    const status = error instanceof ProfileRefused ? 409 : error instanceof RangeError ? 400 : 500;
    answer(response, status, { error: (error as Error).message });
  }
}

/**
 * Answers requests for profiles: at a socket in the private folder, where the file system says who may,
 * and, if a port was set, at loopback for those who have the token. It holds no process alive, and reads
 * `node:http` with the first connection only.
 *
 * @returns its undoing.
 */
export function serveProfiles(options: ServeProfiles): () => void {
  const { socket, port, token, warn } = options;
  const servers: Server[] = [];
  const http = new Map<boolean, Promise<HttpServer>>();

  function refuse(request: IncomingMessage): [status: number, error: string] | undefined {
    if (!LOOPBACK.test(request.headers.host ?? '') || request.headers.origin !== undefined) {
      return [403, 'only asked from this machine, and by no page'];
    }
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (token !== undefined && timingSafeEqual(digest(given), digest(token))) return undefined;
    return [401, 'the token is not right'];
  }

  async function httpServer(guarded: boolean): Promise<HttpServer> {
    const { createServer: createHttpServer } = await import('node:http');
    return createHttpServer((request, response) => {
      const refusal = guarded ? refuse(request) : undefined;
      if (refusal) answer(response, refusal[0], { error: refusal[1] });
      else void handle(options, request, response).catch(() => response.destroy());
    });
  }

  function open(guarded: boolean, listen: (server: Server) => void): void {
    const server = createServer((connection) => {
      connection.pause();
      connection.on('error', () => connection.destroy());
      const known = http.get(guarded) ?? httpServer(guarded);
      http.set(guarded, known);
      void known.then((one) => one.emit('connection', connection)).then(() => connection.resume());
    });
    server.on('error', (error: NodeJS.ErrnoException) =>
      warn({
        code: 'profile_unreachable',
        message: `profiles can't be asked for ${guarded ? `at port ${port}` : `at ${socket}`}: ${error.code ?? error.message}`,
      }),
    );
    listen(server);
    server.unref();
    servers.push(server);
  }

  open(false, (server) => server.listen(socket, () => chmodSync(socket, 0o600)));
  if (port !== undefined) open(true, (server) => server.listen(port, '127.0.0.1'));
  return () => {
    for (const server of servers) server.close();
    rmSync(socket, { force: true });
  };
}
