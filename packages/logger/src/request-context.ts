import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';

/** Who and what the current work is done for. Each field is on every line logged meanwhile. */
export interface RequestContext {
  requestId?: string;
  userId?: string;
  sessionId?: string;
}

/** Where the context of a request that is served keeps the one of ours. */
const SERVED = createContextKey('sonde.requestContext');

/** What was entered, and in which request: one that is served within is not the same any more. */
interface Entered {
  context: RequestContext;
  within: RequestContext | undefined;
}

/** One store a process, so that the preload's copy of this package and the application's agree. */
const STORE = Symbol.for('sonde.requestContext');

let store: AsyncLocalStorage<Entered> | undefined;

function storage(): AsyncLocalStorage<Entered> {
  if (store) return store;
  const holder = globalThis as { [STORE]?: AsyncLocalStorage<Entered> };
  holder[STORE] ??= new AsyncLocalStorage<Entered>();
  store = holder[STORE];
  return store;
}

/** Outside of all contexts nothing is looked up. */
const servedIn = (active: Context): RequestContext | undefined =>
  active === ROOT_CONTEXT ? undefined : (active.getValue(SERVED) as RequestContext | undefined);

/** The current request's context, for one who knows OpenTelemetry's active context already. */
export function requestContextIn(active: Context): RequestContext | undefined {
  const served = servedIn(active);
  const entered = storage().getStore();
  return entered !== undefined && entered.within === served ? entered.context : served;
}

const entering = (entered: RequestContext): Entered => ({
  context: entered,
  within: servedIn(context.active()),
});

/** The context of the current request, carried by AsyncLocalStorage. */
export const requestContext: {
  /** Runs `fn` and all that it starts within `context`. */
  run<T>(context: RequestContext, fn: () => T): T;
  /** The current context; undefined outside of any. */
  get(): RequestContext | undefined;
  /** Adds to the current context, for all that runs in it, before and after; enters one if there is none. */
  set(patch: RequestContext): void;
  /** Enters `context` for the rest of the current synchronous work and all that it starts. */
  enter(context: RequestContext): void;
} = {
  run: (given, fn) => storage().run(entering(given), fn),
  get: () => requestContextIn(context.active()),
  set(patch) {
    const current = requestContextIn(context.active());
    if (current) Object.assign(current, patch);
    else storage().enterWith(entering({ ...patch }));
  },
  enter: (given) => storage().enterWith(entering(given)),
};
