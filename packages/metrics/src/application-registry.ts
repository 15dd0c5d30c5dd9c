import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Registry } from 'prom-client';

interface PromClient {
  register: Registry;
}

/** Where the application's own prom-client is, and its default registry. */
export interface ApplicationRegistry {
  /** The registry, if the application has loaded prom-client by now. Costs next to nothing. */
  loaded(): Registry | undefined;
  /** The registry, loading prom-client if nobody has: the application's copy, or else ours. */
  load(): Registry;
}

/**
 * prom-client takes a noticeable part of a start, so it is loaded by the application or not at all,
 * unless somebody asks for the registry.
 */
export function createApplicationRegistry(
  from: readonly string[] = [process.argv[1] ?? '', join(process.cwd(), 'package.json')],
): ApplicationRegistry {
  const ours = createRequire(import.meta.url);
  let path: string | undefined;

  function resolve(): string {
    if (path !== undefined) return path;
    for (const file of from) {
      if (file === '') continue;
      try {
        path = createRequire(file).resolve('prom-client');
        return path;
      } catch {
        // Not there: the next place may have it.
      }
    }
    path = ours.resolve('prom-client');
    return path;
  }

  return {
    loaded() {
      const module = ours.cache[resolve()];
      return module?.loaded ? (module.exports as PromClient).register : undefined;
    },
    load: () => (ours(resolve()) as PromClient).register,
  };
}
