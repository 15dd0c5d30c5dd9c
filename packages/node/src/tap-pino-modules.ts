import Module from 'node:module';
import { tapPino } from '@sonde/logger/hooks';

interface LoadedModule {
  exports: unknown;
}

interface ModuleInternals {
  prototype: { load(this: LoadedModule, filename: string): void };
  _cache: Record<string, LoadedModule | undefined>;
}

const PINO = /[\\/]node_modules[\\/]pino[\\/]pino\.js$/;

function tap(module: LoadedModule): void {
  try {
    module.exports = tapPino(module.exports);
  } catch {
    // A pino of a shape unknown here logs on by itself.
  }
}

/**
 * Wraps each pino as it is loaded. pino is CommonJS, and both `require` and `import` of CommonJS end
 * in `Module.prototype.load`, before anybody reads its exports: no loader hook is needed.
 */
export function tapPinoModules(): () => void {
  const internals = Module as unknown as ModuleInternals;
  const original = internals.prototype.load;
  function load(this: LoadedModule, filename: string): void {
    original.call(this, filename);
    if (PINO.test(filename)) tap(this);
  }
  internals.prototype.load = load;
  for (const [filename, module] of Object.entries(internals._cache)) {
    if (module && PINO.test(filename)) tap(module);
  }
  return () => {
    if (internals.prototype.load === load) internals.prototype.load = original;
  };
}
