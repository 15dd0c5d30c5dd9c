import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createNetServer } from 'node:net';

/** The only addresses that anything here listens on. */
const IPV4 = '127.0.0.1';
const IPV6 = '::1';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const MAX_CONNECTIONS = 512;

/** Someone else listens on a port that the viewer needs. */
export class PortTakenError extends Error {
  readonly port: number;

  constructor(port: number) {
    super(`port ${port} is taken`);
    this.name = 'PortTakenError';
    this.port = port;
  }
}

/** Tells that a port can be used on all loopback addresses, and which these are on this machine. */
export async function claimLoopback(wanted: number): Promise<{ port: number; hosts: string[] }> {
  for (let attempt = 0; ; attempt++) {
    const port = (await tryPort(IPV4, wanted)) ?? wanted;
    try {
      const six = await tryPort(IPV6, port);
      return { port, hosts: six === undefined ? [IPV4] : [IPV4, IPV6] };
    } catch (error) {
      if (wanted !== 0 || attempt === 10) throw error;
    }
  }
}

/** The port; nothing if the machine has no such address. @throws PortTakenError */
function tryPort(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const probe = createNetServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new PortTakenError(port));
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(undefined);
      else reject(error);
    });
    probe.listen({ host, port, exclusive: true }, () => {
      const address = probe.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      probe.close(() => resolve(bound));
    });
  });
}

export interface LoopbackServer {
  port: number;
  close(): Promise<void>;
}

/** One HTTP server for each loopback address, with one handler. @throws PortTakenError */
export async function serveLoopback(
  wantedPort: number,
  handler: RequestListener,
): Promise<LoopbackServer> {
  const { port, hosts } = await claimLoopback(wantedPort);
  const servers: Server[] = [];
  try {
    for (const host of hosts) servers.push(await listen(handler, host, port));
  } catch (error) {
    await closeAll(servers);
    throw error;
  }
  return { port, close: () => closeAll(servers) };
}

function listen(handler: RequestListener, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(
      { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
      handler,
    );
    server.maxConnections = MAX_CONNECTIONS;
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error);
    });
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
}
