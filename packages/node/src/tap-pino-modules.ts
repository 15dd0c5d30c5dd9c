import Module, { registerHooks } from 'node:module';
import { tapPino } from '@sonde/logger/hooks';

interface LoadedModule {
  exports: unknown;
}

const PINO = /[\\/]node_modules[\\/]pino[\\/]pino\.js$/;

/** Where the text added to pino's own source finds the tap. */
const TAP = Symbol.for('sonde.tapPino');
const TAP_ITSELF = `\n;module.exports = globalThis[Symbol.for('sonde.tapPino')]?.(module.exports) ?? module.exports;`;

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

/**
 * Wraps each pino as it is loaded, before anybody reads its exports. A line is added to its source,
 * rather than a function put around `require` or `Module.prototype.load`: those would stand in the
 * stack of every error that a module throws while it loads.
 */
export function tapPinoModules(): () => void {
  const holder = globalThis as { [TAP]?: typeof tapped };
  holder[TAP] = tapped;
  tapLoaded();
  const hooks = registerHooks({
    load(url, context, next) {
      const result = next(url, context);
      if (!PINO.test(url) || result.format !== 'commonjs' || !result.source) return result;
      const { source } = result;
      const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
      return { ...result, source: text + TAP_ITSELF };
    },
  });
  return () => {
    hooks.deregister();
    delete holder[TAP];
  };
}
