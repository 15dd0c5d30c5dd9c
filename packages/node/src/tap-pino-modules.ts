import Module from 'node:module';
import { tapPino } from '@sonde/logger/hooks';
import { watchPackage } from '@sonde/tracing';

interface LoadedModule {
  exports: unknown;
}

const PINO = /[\\/]node_modules[\\/]pino[\\/]pino\.js$/;

function tapped(exports: unknown): unknown {
  try {
    return tapPino(exports);
  } catch {
    // A pino of a shape unknown here logs on by itself.
    return exports;
  }
}

/** Those that somebody loaded before us, for whoever requires them from now on. */
function tapLoaded(): void {
  const { _cache } = Module as unknown as { _cache: Record<string, LoadedModule | undefined> };
  for (const [filename, module] of Object.entries(_cache)) {
    if (module && PINO.test(filename)) module.exports = tapped(module.exports);
  }
}

/** Wraps each pino as it is loaded, before anybody has its exports. */
export function tapPinoModules(): () => void {
  tapLoaded();
  return watchPackage('pino', {
    loaded: (exports, name) => (name === 'pino' ? tapped(exports) : exports),
  });
}
