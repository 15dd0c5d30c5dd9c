import type { KeyValue, Resource } from '@sonde/otlp';
import { pageResource } from './page-attributes.js';
import { textOf } from './page-context.js';

const MOST = 100;
/** What no page has been for so long makes room for another. */
const FORGET_MS = 24 * 3_600_000;

/** What the intake itself says of every page; viewers tell pages from servers by it. */
const MARKS: KeyValue[] = [
  { key: 'sonde.source', value: { stringValue: 'browser' } },
  { key: 'telemetry.sdk.language', value: { stringValue: 'webjs' } },
];

export interface ResourceTable {
  /** The page's resource as it goes on: its known attributes only, marked. */
  intern(given: Resource | undefined): Resource;
}

/**
 * Service names and versions become labels in the stores behind, so strangers must not make them up
 * without end: past a hundred different ones a day a page is just `browser`, or its name alone where
 * names are given.
 *
 * @param services the only names that a page may have; `undefined` for any.
 */
export function createResourceTable(services: ReadonlySet<string> | undefined): ResourceTable {
  /** The one that was used longest ago first. */
  const known = new Map<string, { resource: Resource; usedAt: number }>();
  const named = (name: string): Resource => ({
    attributes: [{ key: 'service.name', value: { stringValue: name } }, ...MARKS],
  });
  const nameless = named('browser');

  function hasRoom(): boolean {
    const [oldest] = known;
    if (known.size < MOST || !oldest) return true;
    return Date.now() - oldest[1].usedAt > FORGET_MS && known.delete(oldest[0]);
  }

  return {
    intern(given) {
      const attributes = pageResource(given?.attributes ?? []);
      const name = textOf(attributes, 'service.name');
      if (name === undefined || services?.has(name) === false) return nameless;
      const key = JSON.stringify(attributes);
      let resource = known.get(key)?.resource;
      if (!resource) {
        if (!hasRoom()) return services ? named(name) : nameless;
        resource = { attributes: [...attributes, ...MARKS] };
      }
      known.delete(key);
      known.set(key, { resource, usedAt: Date.now() });
      return resource;
    },
  };
}
