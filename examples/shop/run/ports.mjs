import { createServer } from 'node:net';

/** Where each process listens: the variable that says so, and the default. */
export const SHOP_PORTS = {
  gateway: ['SONDE_SHOP_PORT', 8080],
  catalog: ['SONDE_SHOP_CATALOG_PORT', 8081],
  orders: ['SONDE_SHOP_ORDERS_PORT', 8082],
  notify: ['SONDE_SHOP_NOTIFY_PORT', 8083],
  postgres: ['SONDE_SHOP_POSTGRES_PORT', 8084],
};

/** Resolves to the port of each name in the table; throws one sentence if one can't be used. */
export async function findFreePorts(table, env) {
  const ports = {};
  for (const [name, [variable, fallback]] of Object.entries(table)) {
    const port = Number(env[variable] || fallback);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Error(`${variable} must be a port from 1 to 65535, but is "${env[variable]}".`);
    }
    const problem = await tryToListen(port);
    if (problem) {
      const how = problem === 'EADDRINUSE' ? 'is taken' : `can't be used (${problem})`;
      throw new Error(
        `Port ${port} (${name}) ${how}. Free it, or set ${variable} to another port.`,
      );
    }
    ports[name] = port;
  }
  return ports;
}

function tryToListen(port) {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', ({ code }) => resolve(code));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
}
