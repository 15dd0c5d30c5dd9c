import Module from 'node:module';
import type { InstrumentationLoader } from './instrumentation-loader.js';

interface ModulePrototype {
  require: (this: unknown, id: string) => unknown;
}

/** Shows every `require` to the loader. */
export function installRequireHook(loader: InstrumentationLoader): void {
  const prototype = Module.prototype as unknown as ModulePrototype;
  const original = prototype.require;

  function seeingRequire(this: unknown, id: string): unknown {
    // The first instrumentation that is built puts require-in-the-middle around this function.
    // The call that brought it in went past that one, so it is sent round again.
    if (typeof id === 'string' && loader.see(id) && prototype.require !== seeingRequire) {
      return prototype.require.call(this, id);
    }
    return original.call(this, id);
  }
  prototype.require = seeingRequire;
}
