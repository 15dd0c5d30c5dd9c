import type { LoadHookSync, ResolveHookSync } from 'node:module';
import { createRequire, register, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { InstrumentationLoader } from '../instrumentation-loader.js';
import { resolvePackage } from '../open-telemetry.js';
import { hookEsModules } from './compile-watch.js';
import { connectEsModules } from './in-the-middle.js';
import { standsAlone } from './stands-alone.js';
import { hasSyncHooks } from './sync-hooks.js';

interface InTheMiddle {
  resolveSync: ResolveHookSync;
  loadSync: LoadHookSync;
  applyOptions(options: { shouldInclude(url: string, specifier: string): boolean }): void;
}

/** Taken from where the instrumentations take theirs: hooks of one copy do not reach another. */
const load: () => NodeJS.Require = () =>
  createRequire(resolvePackage('@opentelemetry/instrumentation'));

function connect(): void {
  const { Hook } = load()('import-in-the-middle') as { Hook: never };
  connectEsModules(Hook);
}

function loadInTheMiddle(loader: InstrumentationLoader): InTheMiddle {
  const { createHook } = load()('import-in-the-middle/create-hook.mjs') as {
    createHook: (meta: { url: string }) => InTheMiddle;
  };
  const url = pathToFileURL(load().resolve('import-in-the-middle/register-hooks.mjs')).href;
  const hook = createHook({ url });
  hook.applyOptions({
    shouldInclude: (found, specifier) => loader.wraps(specifier) && standsAlone(found),
  });
  connect();
  return hook;
}

/** import-in-the-middle runs in a thread of Node's own where Node's hooks are not up to it. */
function installInThread(loader: InstrumentationLoader): void {
  const url = pathToFileURL(load().resolve('import-in-the-middle/hook.mjs'));
  register(url, { data: { include: [...loader.wrapped] } });
  connect();
  registerHooks({
    resolve(specifier, context, next) {
      if (!context.conditions.includes('require')) loader.see(specifier);
      return next(specifier, context);
    },
  });
}

/**
 * Shows every `import` to the loader, in this thread. import-in-the-middle, which has to lex each
 * module that it wraps, is loaded only once an application imports an ES module that is instrumented:
 * what is CommonJS behind an `import` is patched where it is compiled.
 */
export function installImportHook(loader: InstrumentationLoader): void {
  if (!hasSyncHooks(process.versions.node)) {
    installInThread(loader);
    return;
  }
  let middle: InTheMiddle | undefined;
  const resolve: ResolveHookSync = (specifier, context, next) => {
    // import-in-the-middle keeps `next` for later, and that of a `require` finds no `file:` URL.
    if (context.conditions.includes('require')) return next(specifier, context);
    loader.see(specifier);
    if (!middle && loader.wraps(specifier)) {
      const found = next(specifier, context);
      if (!standsAlone(found.url)) return found;
      middle = loadInTheMiddle(loader);
      present?.deregister();
      present = registerHooks({ resolve, load: loadThrough });
    }
    return middle ? middle.resolveSync(specifier, context, next) : next(specifier, context);
  };
  const loadThrough: LoadHookSync = (url, context, next) =>
    (middle as InTheMiddle).loadSync(url, context, next);
  let present: { deregister(): void } | undefined;
  hookEsModules(() => {
    present = registerHooks(middle ? { resolve, load: loadThrough } : { resolve });
    return {
      deregister() {
        present?.deregister();
        present = undefined;
      },
    };
  });
}
