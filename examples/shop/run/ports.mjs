import { createServer } from 'node:net';

/** Where each process listens, and the variable that says so. */
export const PORTS = {
  gateway: ['SONDE_SHOP_PORT', 8080],
  catalog: ['SONDE_SHOP_CATALOG_PORT', 8081],
  orders: ['SONDE_SHOP_ORDERS_PORT', 8082],
  notify: ['SONDE_SHOP_NOTIFY_PORT', 8083],
  postgres: ['SONDE_SHOP_POSTGRES_PORT', 8084],
};

/** @returns {Record<string, number>} */
export function resolvePorts(env) {
  return Object.fromEntries(
    Object.entries(PORTS).map(([name, [variable, fallback]]) => {
      const port = Number(env[variable] || fallback);
      if (Number.isInteger(port) && port > 0 && port < 65_536) return [name, port];
      throw new Error(`${variable} must be a port from 1 to 65535, but is "${env[variable]}".`);
    }),
  );
}

/** Throws one sentence if somebody else listens there. */
export async function checkPortIsFree(name, port) {
  const server = createServer();
  const problem = await new Promise((resolve) => {
    server.once('error', resolve).listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
  if (!problem) return;
  const [variable] = PORTS[name];
  throw new Error(
    problem.code === 'EADDRINUSE'
      ? `Port ${port} (${name}) is taken. Stop what uses it, or set ${variable} to another port.`
      : `Port ${port} (${name}) can't be used (${problem.code}). Set ${variable} to another port.`,
  );
}
