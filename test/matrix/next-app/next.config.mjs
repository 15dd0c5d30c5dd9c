import { join } from 'node:path';

export default {
  distDir: 'dist',
  // The one that the preload has started, which a copy in the bundle would not be.
  serverExternalPackages: ['@opentelemetry/api'],
  turbopack: { root: join(import.meta.dirname, '..') },
};
