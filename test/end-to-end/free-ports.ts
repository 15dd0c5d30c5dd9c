import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Ports that nobody listens on; all held at once, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

const VARIABLES = [
  'SONDE_OTLP_HTTP_PORT',
  'SONDE_OTLP_GRPC_PORT',
  'SONDE_VIEWER_PORT',
  'SONDE_SHOP_PORT',
  'SONDE_SHOP_CATALOG_PORT',
  'SONDE_SHOP_ORDERS_PORT',
  'SONDE_SHOP_NOTIFY_PORT',
  'SONDE_SHOP_POSTGRES_PORT',
] as const;

export type PortEnv = Record<(typeof VARIABLES)[number], string>;

/** A free port for everything that `npm start` starts, as its environment. */
export async function freePortEnv(): Promise<PortEnv> {
  const ports = await freePorts(VARIABLES.length);
  return Object.fromEntries(VARIABLES.map((name, i) => [name, String(ports[i])])) as PortEnv;
}
