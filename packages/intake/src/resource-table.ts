import type { KeyValue, Resource } from '@sonde/otlp';
import { pageResource } from './page-attributes.js';
import { textOf } from './page-context.js';

const MOST = 100;

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
 * without end: past a hundred different ones a page is just `browser`.
 *
 * @param services the only names that a page may have; `undefined` for any.
 */
export function createResourceTable(services: ReadonlySet<string> | undefined): ResourceTable {
  const known = new Map<string, Resource>();
  const nameless: Resource = {
    attributes: [{ key: 'service.name', value: { stringValue: 'browser' } }, ...MARKS],
  };
  return {
    intern(given) {
      const attributes = pageResource(given?.attributes ?? []);
      const name = textOf(attributes, 'service.name');
      if (name === undefined || services?.has(name) === false) return nameless;
      const key = JSON.stringify(attributes);
      let resource = known.get(key);
      if (!resource) {
        if (known.size >= MOST) return nameless;
        resource = { attributes: [...attributes, ...MARKS] };
        known.set(key, resource);
      }
      return resource;
    },
  };
}
