import type { LoadHookSync, ResolveHookSync } from 'node:module';
import { createRequire, register, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { InstrumentationLoader } from './instrumentation-loader.js';
import { resolvePackage } from './open-telemetry.js';

interface InTheMiddle {
  resolveSync: ResolveHookSync;
  loadSync: LoadHookSync;
  applyOptions(options: { shouldInclude(url: string, specifier: string): boolean }): void;
}

/** Taken from where the instrumentations take theirs: hooks of one copy do not reach another. */
const load: () => NodeJS.Require = () =>
  createRequire(resolvePackage('@opentelemetry/instrumentation'));

function loadInTheMiddle(loader: InstrumentationLoader): InTheMiddle {
  const { createHook } = load()('import-in-the-middle/create-hook.mjs') as {
    createHook: (meta: { url: string }) => InTheMiddle;
  };
  const url = pathToFileURL(load().resolve('import-in-the-middle/register-hooks.mjs')).href;
  const hook = createHook({ url });
  hook.applyOptions({ shouldInclude: (_url, specifier) => loader.wraps(specifier) });
  return hook;
}

/**
 * For Node releases whose load hooks take no CommonJS without source (before 22.22.3 and 24.11.1):
 * import-in-the-middle runs in a thread of Node's own there.
 */
function installInThread(loader: InstrumentationLoader): void {
  const url = pathToFileURL(load().resolve('import-in-the-middle/hook.mjs'));
  register(url, { data: { include: [...loader.wrapped] } });
  registerHooks({
    resolve(specifier, context, next) {
      if (!context.conditions.includes('require')) loader.see(specifier);
      return next(specifier, context);
    },
  });
}

/**
 * Shows every `import` to the loader, in this thread. import-in-the-middle, which has to lex each
 * module that it wraps, is loaded only once an application imports something that is instrumented.
 */
export function installImportHook(loader: InstrumentationLoader): void {
  const { supportsSyncHooks } = load()('import-in-the-middle/supports-sync-hooks.mjs') as {
    supportsSyncHooks: () => boolean;
  };
  if (!supportsSyncHooks()) {
    installInThread(loader);
    return;
  }
  let middle: InTheMiddle | undefined;
  registerHooks({
    resolve(specifier, context, next) {
      if (!context.conditions.includes('require')) {
        loader.see(specifier);
        if (!middle && loader.wraps(specifier)) middle = loadInTheMiddle(loader);
      }
      return middle ? middle.resolveSync(specifier, context, next) : next(specifier, context);
    },
    load(url, context, next) {
      return middle ? middle.loadSync(url, context, next) : next(url, context);
    },
  });
}
