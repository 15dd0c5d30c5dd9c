import { createServiceClient } from './service-client.js';

/** Where each service is, and a client with a breaker for it. */
export function createServices(env, log) {
  const urls = {
    catalog: env.CATALOG_URL ?? 'http://127.0.0.1:8081',
    orders: env.ORDERS_URL ?? 'http://127.0.0.1:8082',
    notify: env.NOTIFY_URL ?? 'http://127.0.0.1:8083',
  };
  const clients = Object.fromEntries(
    Object.entries(urls).map(([name, url]) => [name, createServiceClient(name, url, log)]),
  );
  return { urls, ...clients };
}
