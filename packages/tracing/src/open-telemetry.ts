import Module, { createRequire } from 'node:module';
import { importInTheMiddle, requireInTheMiddle } from './loading/in-the-middle.js';

/**
 * OpenTelemetry's packages ship as CommonJS and as ES modules. The instrumentations need the
 * CommonJS copies (require-in-the-middle lives there), so everything here takes those too: a second
 * copy of each would cost time and memory at every start.
 */
const load: NodeJS.Require = createRequire(import.meta.url);

export const api: typeof import('@opentelemetry/api') = load('@opentelemetry/api');
export const core: typeof import('@opentelemetry/core') = load('@opentelemetry/core');

const BASE = '@opentelemetry/instrumentation';
let hasBase = false;

/** Loads OpenTelemetry's base class over hooks of ours; whoever else asks for theirs gets theirs. */
function loadBase(): void {
  hasBase = true;
  const from = createRequire(load.resolve(BASE));
  const held = Object.entries({
    'import-in-the-middle': importInTheMiddle,
    'require-in-the-middle': requireInTheMiddle,
  }).map(([name, exports]) => {
    const path = from.resolve(name);
    const module = Object.assign(new Module(path), { exports, loaded: true });
    const before = load.cache[path];
    load.cache[path] = module;
    return { path, before };
  });
  load(BASE);
  for (const { path, before } of held) {
    if (before) load.cache[path] = before;
    else delete load.cache[path];
  }
}

/** Loads a package that only some applications need. */
export function loadPackage(name: string): Record<string, unknown> {
  if (!hasBase && /instrumentation|@fastify/.test(name)) loadBase();
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
