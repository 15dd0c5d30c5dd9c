import type { ModuleFile, Patch } from './module-definitions.js';

/** An ES module's namespace, or import-in-the-middle's stand-in for one. */
function defaultOf(exports: unknown): unknown {
  const isObject = typeof exports === 'object' && exports !== null;
  return isObject && 'default' in exports ? exports.default : undefined;
}

type Exports = Record<string, unknown>;

/**
 * What an instrumentation puts in the place of an ES module's exports, it puts in the place of the same
 * function on the default export too: of CommonJS that is imported, most programs use that one.
 */
function carryOver(exports: Exports, before: Exports): void {
  const inner = defaultOf(exports) as Exports | null | undefined;
  if (!inner || (typeof inner !== 'object' && typeof inner !== 'function')) return;
  for (const key of Object.keys(before)) {
    if (key === 'default' || exports[key] === before[key] || inner[key] !== before[key]) continue;
    inner[key] = exports[key];
  }
}

function guarded(patch: Patch, tell: (error: unknown) => void): Patch {
  return function safely(this: unknown, exports, version) {
    const inner = defaultOf(exports);
    const before = inner === undefined ? {} : { ...(exports as Exports) };
    try {
      const result = patch.call(this, exports, version);
      if (inner !== undefined) carryOver(exports as Exports, before);
      return result;
    } catch (error) {
      try {
        // Written for CommonJS, where the default export is all there is.
        if (inner === undefined) throw error;
        patch.call(this, inner, version);
      } catch {
        tell(error);
      }
      return exports;
    }
  };
}

/** A patch that throws would throw into the application's `require` or `import`. It tells us instead. */
export function guardPatches(files: readonly ModuleFile[], tell: (error: unknown) => void): void {
  for (const file of files) {
    if (typeof file.patch === 'function') file.patch = guarded(file.patch, tell);
  }
}
