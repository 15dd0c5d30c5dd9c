import type { Span } from '@opentelemetry/api';
import { type PatchTools, type TracedModule, withExport } from './traced-module.js';

type Handler = (...args: unknown[]) => unknown;
type Entry = [[Handler, { path: string; method: string }], unknown];
type Match = [Entry[], ...unknown[]];

interface Router {
  name: string;
  add(method: string, path: string, handler: unknown): void;
  match(method: string, path: string): Match;
}

interface Hono {
  router: Router;
}

type HonoClass = new (...args: unknown[]) => Hono;

/** Where HTTP instrumentations look for the route when the request has ended. */
interface RpcMetadata {
  type: string;
  route?: string;
  span: Span;
}

/** What `use` registers under. */
const EVERY_METHOD = 'ALL';

function served({ api }: PatchTools): RpcMetadata | undefined {
  const key = api.createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');
  const metadata = api.context.active().getValue(key) as RpcMetadata | undefined;
  return metadata?.type === 'http' ? metadata : undefined;
}

/** Below 500 the caller is wrong, not the server. */
function isFault(error: unknown): error is Error {
  return error instanceof Error && ((error as { status?: number }).status ?? 500) >= 500;
}

function recording(handler: Handler, span: Span): Handler {
  const fail = (error: unknown): never => {
    if (isFault(error)) span.recordException(error);
    throw error;
  };
  return function traced(this: unknown, ...args) {
    try {
      const result = handler.apply(this, args);
      return result instanceof Promise ? result.catch(fail) : result;
    } catch (error) {
      return fail(error);
    }
  };
}

/** The same router, which tells the request that is being served what it has found for it. */
function telling(router: Router, tools: PatchTools): Router {
  return {
    get name() {
      return router.name;
    },
    add: (method, path, handler) => router.add(method, path, handler),
    match(method, path) {
      const found = router.match(method, path);
      const metadata = served(tools);
      const at = found[0].findLastIndex(([[, route]]) => route.method !== EVERY_METHOD);
      const entry = found[0][at];
      if (metadata === undefined || entry === undefined) return found;
      const [[handler, route], parameters] = entry;
      metadata.route = route.path;
      // The router gives the same lists again for the next request, so they are not written to.
      const handlers = found[0].with(at, [[recording(handler, metadata.span), route], parameters]);
      return [handlers, ...found.slice(1)];
    },
  };
}

/** Hono on Node: names the server span by the route, and records on it what a handler throws. */
export const hono: TracedModule = {
  module: 'hono',
  versions: ['>=4 <5'],
  patch(exports: { Hono: HonoClass }, tools) {
    class Hono extends exports.Hono {
      constructor(...args: unknown[]) {
        super(...args);
        this.router = telling(this.router, tools);
      }
    }
    return withExport(exports, 'Hono', Hono);
  },
};
