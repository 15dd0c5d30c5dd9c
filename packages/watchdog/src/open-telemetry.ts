import { createRequire } from 'node:module';

/** The CommonJS copy, which the instrumentations load in any case. */
export const api: typeof import('@opentelemetry/api') = createRequire(import.meta.url)(
  '@opentelemetry/api',
);
