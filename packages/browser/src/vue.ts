import type { Beacon } from './create-beacon.js';

/** The instance is handed on only. */
type Handler = (error: unknown, instance: never, info: string) => unknown;

/** What is used of a Vue 3 application. */
export interface VueApplication {
  config: { errorHandler?: Handler | null | undefined };
}

/**
 * Reports what Vue catches in components, watchers and hooks. A handler that is there already still
 * runs; where there is none, the error is shown in the console, as Vue would.
 */
export function handleVueErrors(app: VueApplication, beacon: Pick<Beacon, 'captureError'>): void {
  const before = app.config.errorHandler;
  app.config.errorHandler = (error, instance, info) => {
    beacon.captureError(error, { info }, 'vue');
    if (before) return before(error, instance, info);
    // oxlint-disable-next-line no-console -- what Vue does itself
    console.error(error);
    return undefined;
  };
}
