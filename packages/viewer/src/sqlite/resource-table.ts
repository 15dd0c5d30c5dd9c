import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { KeyValue, Resource } from '@sonde/otlp';
import { attributesJson, numberOf, plainAttributes, textOf } from './plain-attributes.js';

const MAX_CACHED = 2000;

export interface StoredResource {
  id: number;
  service: string;
  instance: string;
  version: string | undefined;
  browser: boolean;
}

export interface ResourceTable {
  /** The row of a resource; made on first sight. */
  intern(resource: Resource | undefined): StoredResource;
  /** Notes that a service spoke; `browser` once it is known to be a page. */
  saw(service: string, version: string | undefined, browser: boolean): void;
  flush(): void;
  reset(): void;
}

export function createResourceTable(
  database: DatabaseSync,
  redact: (attributes: KeyValue[]) => KeyValue[],
  nowSeconds: () => number,
): ResourceTable {
  const insert = database.prepare(
    'INSERT INTO resources (hash, service, instance, json, seen) VALUES (?, ?, ?, ?, ?) ' +
      'ON CONFLICT (hash) DO UPDATE SET seen = excluded.seen RETURNING id',
  );
  const touch = database.prepare('UPDATE resources SET seen = ? WHERE id = ?');
  const upsertService = database.prepare(
    'INSERT INTO services (name, kind, version, seen) VALUES (?, ?, ?, ?) ' +
      "ON CONFLICT (name) DO UPDATE SET kind = CASE excluded.kind WHEN 'browser' THEN 'browser' " +
      'ELSE kind END, version = coalesce(excluded.version, version), seen = excluded.seen',
  );
  const cache = new Map<string, StoredResource>();
  const touched = new Set<number>();
  const services = new Map<string, { version: string | undefined; browser: boolean }>();

  function make(resource: Resource | undefined): StoredResource {
    const attributes = plainAttributes(redact(resource?.attributes ?? []));
    const json = attributesJson(attributes);
    const service = (textOf(attributes, 'service.name') ?? 'unknown_service').slice(0, 200);
    const pid = numberOf(attributes, 'process.pid');
    const instance = (
      textOf(attributes, 'service.instance.id') ??
      [textOf(attributes, 'host.name') ?? service, pid ?? '']
        .filter((part) => part !== '')
        .join(':')
    ).slice(0, 200);
    const row = insert.get(hash('sha1', json), service, instance, json, nowSeconds());
    return {
      id: row?.['id'] as number,
      service,
      instance,
      version: textOf(attributes, 'service.version')?.slice(0, 200),
      browser:
        attributes['sonde.source'] === 'browser' ||
        attributes['telemetry.sdk.language'] === 'webjs',
    };
  }

  return {
    intern(resource) {
      const key = JSON.stringify(resource?.attributes ?? []);
      let stored = cache.get(key);
      if (stored === undefined) {
        stored = make(resource);
        if (cache.size >= MAX_CACHED) cache.clear();
        cache.set(key, stored);
      }
      touched.add(stored.id);
      return stored;
    },
    saw(service, version, browser) {
      const known = services.get(service);
      if (known === undefined) services.set(service, { version, browser });
      else {
        if (version !== undefined) known.version = version;
        if (browser) known.browser = true;
      }
    },
    flush() {
      for (const id of touched) touch.run(nowSeconds(), id);
      for (const [name, { version, browser }] of services) {
        upsertService.run(name, browser ? 'browser' : 'server', version ?? null, nowSeconds());
      }
      touched.clear();
      services.clear();
    },
    reset() {
      cache.clear();
      touched.clear();
      services.clear();
    },
  };
}
