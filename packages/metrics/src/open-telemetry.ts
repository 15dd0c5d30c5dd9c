import { createRequire } from 'node:module';

/**
 * The API ships as CommonJS and as ES modules. The instrumentations load the CommonJS copy in any
 * case, so this room takes that one too: the other would cost each start some fifty files.
 */
export const api: typeof import('@opentelemetry/api') = createRequire(import.meta.url)(
  '@opentelemetry/api',
);
