import { fileURLToPath } from 'node:url';

const fileIn = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The shop's processes in the order in which they start. */
export function listProcesses(ports, env) {
  const urls = {
    CATALOG_URL: `http://127.0.0.1:${ports.catalog}`,
    ORDERS_URL: `http://127.0.0.1:${ports.orders}`,
    NOTIFY_URL: `http://127.0.0.1:${ports.notify}`,
    DATABASE_URL: env.DATABASE_URL ?? `postgres://postgres@127.0.0.1:${ports.postgres}/postgres`,
  };
  const services = [
    service('catalog', 'catalog/main.cjs'),
    service('notify', 'notify/main.js', { SONDE_CONSOLE: '1' }),
    service('orders', 'orders/main.ts'),
    service('gateway', 'gateway/main.js'),
  ];
  if (env.DATABASE_URL) return services;
  return [postgres(), ...services];

  function service(name, file, extra) {
    return {
      name,
      port: ports[name],
      health: `http://127.0.0.1:${ports[name]}/health`,
      args: ['--import', '@sonde/node/register', fileIn(file)],
      env: {
        OTEL_METRIC_EXPORT_INTERVAL: '5000',
        SONDE_SPOOL_DIR: fileIn('.sonde/spool'),
        SONDE_FLUSH_DEADLINE_MS: '1000',
        ...env,
        ...urls,
        ...extra,
        OTEL_SERVICE_NAME: name,
        PORT: String(ports[name]),
      },
    };
  }

  function postgres() {
    const port = ports.postgres;
    return {
      name: 'postgres',
      port,
      args: [fileIn('database/main.js')],
      env: { ...env, PORT: port },
    };
  }
}
