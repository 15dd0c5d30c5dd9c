import { AsyncLocalStorage } from 'node:async_hooks';

/** Who and what the current work is done for. Each field is on every line logged meanwhile. */
export interface RequestContext {
  requestId?: string;
  userId?: string;
  sessionId?: string;
}

/** One store a process, so that the preload's copy of this package and the application's agree. */
const STORE = Symbol.for('sonde.requestContext');

let store: AsyncLocalStorage<RequestContext> | undefined;

function storage(): AsyncLocalStorage<RequestContext> {
  if (store) return store;
  const holder = globalThis as { [STORE]?: AsyncLocalStorage<RequestContext> };
  holder[STORE] ??= new AsyncLocalStorage<RequestContext>();
  store = holder[STORE];
  return store;
}

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
  run: (context, fn) => storage().run(context, fn),
  get: () => storage().getStore(),
  set(patch) {
    const current = storage().getStore();
    if (current) Object.assign(current, patch);
    else storage().enterWith({ ...patch });
  },
  enter: (context) => storage().enterWith(context),
};
