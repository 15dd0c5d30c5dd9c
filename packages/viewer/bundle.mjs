// Makes dist/viewer.js and dist/store-worker.js: the whole server without a run-time dependency, so
// that a fresh install can't be broken by one that moved. bundle-page.mjs makes the page.
import { build } from 'esbuild';

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: { viewer: 'dist/index.js', 'store-worker': 'dist/store/store-worker.js' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22.15',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  // grpc-js asks for it only when its own introspection service is switched on.
  external: ['@grpc/proto-loader'],
  banner: {
    js: "import { createRequire as createRequireOfBundle } from 'node:module';\nconst require = createRequireOfBundle(import.meta.url);",
  },
});
