import { type PatchTools, type TracedModule, wrapMethod } from './traced-module.js';

type Done = (error: unknown, connection?: unknown) => void;

interface Pool {
  prototype: { getConnection(this: unknown, done: Done): unknown };
}

/**
 * A pool of mysql2 that has no free connection calls back from within the request that gives one up. The
 * query would then be a part of that one's trace.
 */
export const mysql2Pool: TracedModule = {
  module: 'mysql2',
  versions: ['>=2 <4'],
  files: {
    'mysql2/lib/base/pool.js': keepContext,
    'mysql2/lib/pool.js': keepContext,
  },
};

function keepContext(exports: Pool, { api }: PatchTools): unknown {
  if (!Object.hasOwn(exports.prototype, 'getConnection')) return exports;
  wrapMethod(
    exports.prototype,
    'getConnection',
    (original) =>
      function getConnection(done) {
        const bound =
          typeof done === 'function' ? api.context.bind(api.context.active(), done) : done;
        return original.call(this, bound);
      },
  );
  return exports;
}
