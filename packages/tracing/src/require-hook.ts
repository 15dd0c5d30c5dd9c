import Module from 'node:module';
import type { InstrumentationLoader } from './instrumentation-loader.js';

type Require = (this: unknown, id: string) => unknown;

interface ModulePrototype {
  require: Require;
}

/**
 * Shows every `require` to the loader, and to require-in-the-middle only those that an instrumentation
 * may want: that one resolves each name a second time, which an application of many modules feels.
 */
export function installRequireHook(loader: InstrumentationLoader): void {
  const prototype = Module.prototype as unknown as ModulePrototype;
  const original = prototype.require;
  /** require-in-the-middle's function, once the first instrumentation has brought it. */
  let inTheMiddle: Require | undefined;

  function gate(this: unknown, id: string): unknown {
    if (typeof id !== 'string') return original.call(this, id);
    if (inTheMiddle !== undefined) return original.call(this, id);
    const outermost = prototype.require;
    if (!loader.see(id) || prototype.require === outermost) return original.call(this, id);
    // The first instrumentation has put require-in-the-middle around this function. The call that
    // brought it in went past that one, so it is sent round again.
    if (outermost === gate) {
      inTheMiddle = prototype.require;
      prototype.require = throughGate;
    }
    return prototype.require.call(this, id);
  }

  function throughGate(this: unknown, id: string): unknown {
    if (typeof id !== 'string') return original.call(this, id);
    loader.see(id);
    const from = (this as { filename?: string | null } | undefined)?.filename;
    return loader.patches(id, from ?? undefined)
      ? (inTheMiddle as Require).call(this, id)
      : original.call(this, id);
  }

  prototype.require = gate;
}
