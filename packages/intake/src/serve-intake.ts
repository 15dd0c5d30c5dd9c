import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIntake, type Intake } from './create-intake.js';
import type { IntakeOptions } from './options.js';

export interface ServeIntakeOptions extends IntakeOptions {
  /** Default 4328; 0 takes a free one. */
  port?: number;
  /** Default `127.0.0.1`. */
  host?: string;
}

export interface IntakeServer {
  /** Where beacons post to. */
  url: string;
  intake: Intake;
  /** Takes no more, ends the connections that are open. */
  close(): Promise<void>;
}

/**
 * The intake as a server of its own, for pages whose own server is not Node. Rejects if the port is
 * taken.
 */
export async function serveIntake(options: ServeIntakeOptions = {}): Promise<IntakeServer> {
  const { port = 4328, host = '127.0.0.1', path = '/telemetry', ...rest } = options;
  const intake = createIntake({ ...rest, path });
  const server = createServer(
    {
      maxHeaderSize: 16_384,
      headersTimeout: 5_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
    },
    intake,
  );
  server.maxConnections = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { address, port: taken, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}${path}`,
    intake,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await intake.close();
    },
  };
}
