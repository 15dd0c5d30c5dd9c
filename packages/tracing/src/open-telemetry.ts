import { createRequire } from 'node:module';

/**
 * OpenTelemetry's packages ship as CommonJS and as ES modules. The instrumentations need the
 * CommonJS copies (require-in-the-middle lives there), so everything here takes those too: a second
 * copy of each would cost time and memory at every start.
 */
const load: NodeJS.Require = createRequire(import.meta.url);

export const api: typeof import('@opentelemetry/api') = load('@opentelemetry/api');
export const core: typeof import('@opentelemetry/core') = load('@opentelemetry/core');

/** Loads a package that only some applications need. */
export function loadPackage(name: string): Record<string, unknown> {
  return load(name) as Record<string, unknown>;
}

/** Where a package's file lies. */
export function resolvePackage(name: string): string {
  return load.resolve(name);
}

type SdkTrace = typeof import('@opentelemetry/sdk-trace');

/** The SDK's own parts, which our usual way does without. */
export function loadSdk(): SdkTrace {
  return load('@opentelemetry/sdk-trace') as SdkTrace;
}

/** What we patch ourselves: read with the first of its modules. */
export function loadOwnModules(): typeof import('./modules/index.js') {
  return load('./modules/index.js') as typeof import('./modules/index.js');
}
