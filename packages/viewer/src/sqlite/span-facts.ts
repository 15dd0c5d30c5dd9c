import { numberOf, textOf } from './plain-attributes.js';

type Attributes = Record<string, unknown>;

export const SPAN_KIND = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

/** The HTTP status, by the stable name or the one before it. */
export function httpStatusOf(attributes: Attributes): number | undefined {
  const status = numberOf(attributes, 'http.response.status_code', 'http.status_code');
  return status !== undefined && Number.isInteger(status) ? status : undefined;
}

/** The bounded name of what was asked of a server: `GET /orders/:id`. */
export function routeOf(name: string, attributes: Attributes): string {
  const method = textOf(attributes, 'http.request.method', 'http.method');
  const route = textOf(attributes, 'http.route');
  if (method !== undefined && route !== undefined) return `${method} ${route}`;
  return route ?? name;
}

/** One line that tells what a span did. */
export function summaryOf(attributes: Attributes): string | undefined {
  const sql = textOf(attributes, 'db.query.text', 'db.statement', 'db.query.summary');
  if (sql !== undefined) return sql.replaceAll(/\s+/g, ' ').slice(0, 500);
  const method = textOf(attributes, 'http.request.method', 'http.method');
  const path = textOf(attributes, 'url.full', 'http.url', 'url.path', 'http.target', 'http.route');
  if (path !== undefined) return (method === undefined ? path : `${method} ${path}`).slice(0, 500);
  const rpc = textOf(attributes, 'rpc.method');
  if (rpc !== undefined) return `${textOf(attributes, 'rpc.service') ?? ''}/${rpc}`.slice(0, 500);
  return textOf(
    attributes,
    'messaging.destination.name',
    'code.function.name',
    'browser.interaction.target',
    'code.file.path',
  )?.slice(0, 500);
}

/** The database that a client span calls, which sends no spans of its own. */
export function databaseOf(attributes: Attributes): string | undefined {
  return textOf(attributes, 'db.system.name', 'db.system')?.slice(0, 100);
}

/** The address called, without what differs from call to call. */
export function calledUrlOf(name: string, attributes: Attributes): string {
  const template = textOf(attributes, 'url.template');
  if (template !== undefined) return template;
  const full = textOf(attributes, 'url.full', 'http.url', 'url.path');
  if (full === undefined) return name;
  return full
    .replace(/[?#].*$/s, '')
    .slice(0, 300)
    .replaceAll(/\/(\d+|[\da-f]{8}-[\da-f-]{27}|[\da-f]{16,})(?=\/|$)/gi, '/:id');
}
