/**
 * Sets of errors that composed programs threw: each fault has a form of function, a way to fail and a
 * way in that were drawn, with names and messages out of packages that the other sets don't draw from.
 * A set is drawn and collected before it is measured, and measured before a rule is changed.
 */
export const SETS = {
  bazaar: {
    seed: 90_210,
    packages: (
      '@arethetypeswrong/core @electric-sql/pglite @fastify/fast-json-stringify-compiler ' +
      '@fastify/otel @fastify/rate-limit @grafana/faro-core @grafana/grafana-foundation-sdk ' +
      '@js-sdsl/ordered-map @lezer/lr @node-rs/crc32 @opentelemetry/configuration ' +
      '@opentelemetry/otlp-transformer @opentelemetry/sdk-node @pinojs/redact @preact/signals-core ' +
      '@rolldown/pluginutils @sentry/core @sentry/replay @vitest/mocker @webassemblyjs/ast ' +
      '@webassemblyjs/helper-buffer @webassemblyjs/leb128 @webassemblyjs/wasm-edit ' +
      '@webassemblyjs/wasm-gen ajv-keywords async buffer cjs-module-lexer content-type depd ' +
      'fast-copy fecha get-tsconfig http-parser-js jest-worker knip logform merge-descriptors moo ' +
      'object-inspect oxc-parser picomatch pprof-format progress pump randexp re2-wasm ' +
      'resolve-pkg-maps safe-stable-stringify size-limit source-map-js typescript'
    ).split(' '),
    faults: 'first',
    // As often as they are met.
    forms: (
      'function function function function async async async arrow arrow arrow method method method ' +
      'method static getter literal literal factory closure callback callback promise generator ' +
      'constructor inner'
    ).split(' '),
    folders: ['packages/{}/src', 'packages/{}/lib', 'apps/storefront/src/{}', 'services/{}/src'],
    entry: 'apps/storefront/src/main.mjs',
    runs: [
      { engine: 'node22', release: 1, build: 'source', at: '/srv/bazaar/current', n: 4 },
      { engine: 'node24', release: 2, build: 'cjs', at: '/home/node/bazaar', n: 15 },
      { engine: 'node26', release: 2, build: 'esbuild-names', at: '/opt/bazaar', n: 21 },
      { engine: 'node22', release: 1, build: 'esbuild-split', at: '/app', n: 38 },
      { engine: 'node24', release: 1, build: 'vite', at: '/workspace', n: 7 },
      { engine: 'chromium', release: 1, build: 'source', at: 'https://bazaar.example', n: 5 },
      {
        engine: 'chromium',
        release: 2,
        build: 'webpack-split',
        at: 'https://cdn.bazaar.example',
        n: 47,
      },
      {
        engine: 'chromium',
        release: 1,
        build: 'rolldown-split',
        at: 'https://bazaar.example',
        n: 12,
      },
      {
        engine: 'chromium',
        release: 2,
        build: 'terser-script',
        at: 'https://www.bazaar.example',
        n: 66,
      },
      { engine: 'firefox', release: 1, build: 'source', at: 'https://bazaar.example', n: 9 },
      {
        engine: 'firefox',
        release: 2,
        build: 'webpack-split',
        at: 'https://cdn.bazaar.example',
        n: 80,
      },
      {
        engine: 'javascriptcore',
        release: 2,
        build: 'source',
        at: 'https://bazaar.example',
        n: 11,
      },
      {
        engine: 'javascriptcore',
        release: 1,
        build: 'esbuild-split',
        at: 'https://bazaar.example',
        n: 29,
      },
      { engine: 'gjs', release: 1, build: 'vite', at: '/usr/share/bazaar', n: 3 },
    ],
  },
  harbour: {
    seed: 31_415,
    packages: (
      '@braidai/lang @electric-sql/pglite-socket @fastify/error @fastify/proxy-addr ' +
      '@grafana/faro-web-sdk @lezer/common @loaderkit/resolve @opentelemetry/otlp-exporter-base ' +
      '@opentelemetry/resource-detector-gcp @platformatic/dynamic-buffer @publint/pack ' +
      '@sentry/browser @sindresorhus/is @webassemblyjs/helper-api-error ' +
      '@webassemblyjs/helper-numbers @webassemblyjs/utf8 @webassemblyjs/wasm-opt ' +
      '@webassemblyjs/wasm-parser ajv-formats baseline-browser-mapping buffer-from chalk ' +
      'chrome-trace-event data-uri-to-buffer esbuild fastify-plugin formatly ipaddr.js ' +
      'json-schema-ref-resolver lilconfig media-typer minimizer-webpack-plugin nearley path-scurry ' +
      'pino-loki preact protocol-buffers-schema pure-rand rimraf rolldown sade serve-static ' +
      'smtp-address-parser tapable uri-js vitest'
    ).split(' '),
    faults: 'second',
    forms: (
      'function function function async async async arrow arrow arrow arrow method method method ' +
      'private literal closure callback callback promise generator constructor inner handler handler ' +
      'sorter'
    ).split(' '),
    folders: ['app/(shop)/{}', 'app/[id]/{}', 'server/{}', 'components/{}', 'features/{}/src'],
    entry: 'server/main.mjs',
    runs: [
      { engine: 'node26', release: 1, build: 'source', at: '/usr/src/harbour', n: 6 },
      { engine: 'node22', release: 2, build: 'esbuild-cjs', at: '/var/app/current', n: 33 },
      { engine: 'node24', release: 1, build: 'terser-module', at: '/srv/harbour', n: 14 },
      { engine: 'node22', release: 1, build: 'webpack-node', at: '/var/task', n: 52 },
      { engine: 'node26', release: 2, build: 'rolldown-split', at: '/home/harbour/app', n: 19 },
      { engine: 'chromium', release: 2, build: 'source', at: 'https://harbour.example', n: 8 },
      { engine: 'chromium', release: 1, build: 'vite', at: 'https://harbour.example', n: 41 },
      {
        engine: 'chromium',
        release: 2,
        build: 'esbuild-old',
        at: 'https://static.harbour.example',
        n: 10,
      },
      { engine: 'chromium', release: 1, build: 'webpack-dev', at: 'http://localhost:5173', n: 2 },
      { engine: 'firefox', release: 2, build: 'source', at: 'https://harbour.example', n: 5 },
      { engine: 'firefox', release: 1, build: 'vite', at: 'https://harbour.example', n: 27 },
      {
        engine: 'javascriptcore',
        release: 1,
        build: 'source',
        at: 'https://harbour.example',
        n: 13,
      },
      {
        engine: 'javascriptcore',
        release: 2,
        build: 'terser-module',
        at: 'https://harbour.example',
        n: 71,
      },
      { engine: 'gjs', release: 2, build: 'source', at: '/opt/harbour', n: 16 },
    ],
  },
  orchard: {
    seed: 27_182,
    // Those of the drawn set that was held out, of which another seed draws others.
    packages: (
      '@colors/colors @fastify/send @grpc/grpc-js @grpc/proto-loader @jridgewell/trace-mapping ' +
      '@opentelemetry/core @opentelemetry/resources @platformatic/kafka acorn agent-base ' +
      'bignumber.js browserslist chai color enhanced-resolve express fast-check ' +
      'fetch-blob fflate gaxios graceful-fs hdr-histogram-js highlight.js import-in-the-middle ' +
      'joycon magic-string minimatch minipass node-fetch obliterator pako pg-types pino ' +
      'playwright-core prom-client range-parser react react-dom readable-stream safe-buffer ' +
      'schema-utils source-map-support systeminformation terser tslib uglify-js uplot vite ' +
      'watchpack webpack webpack-sources web-streams-polyfill zod'
    ).split(' '),
    faults: 'third',
    forms: (
      'function function function async async async arrow arrow arrow method method method field ' +
      'private literal memo closure callback reducer asyncMapper asyncGenerator promise constructor ' +
      'static getter inner'
    ).split(' '),
    folders: ['libs/{}/src/lib', 'apps/api/src/app/{}', 'apps/web/src/{}/ui', 'tools/{}'],
    entry: 'apps/api/src/main.mjs',
    runs: [
      { engine: 'node24', release: 1, build: 'source', at: '/builds/orchard', n: 9 },
      { engine: 'node26', release: 2, build: 'cjs', at: '/usr/src/app', n: 17 },
      { engine: 'node22', release: 2, build: 'rolldown-split', at: '/var/www/releases/88', n: 30 },
      { engine: 'node24', release: 1, build: 'esbuild-cjs', at: '/opt/orchard', n: 44 },
      { engine: 'node26', release: 2, build: 'terser-module', at: '/app', n: 61 },
      { engine: 'chromium', release: 1, build: 'source', at: 'https://orchard.example', n: 4 },
      { engine: 'chromium', release: 2, build: 'vite', at: 'https://orchard.example', n: 23 },
      {
        engine: 'chromium',
        release: 1,
        build: 'webpack-split',
        at: 'https://cdn.orchard.example',
        n: 35,
      },
      {
        engine: 'chromium',
        release: 2,
        build: 'esbuild-split',
        at: 'https://cdn.orchard.example',
        n: 50,
      },
      { engine: 'firefox', release: 1, build: 'source', at: 'https://orchard.example', n: 7 },
      { engine: 'firefox', release: 2, build: 'esbuild-old', at: 'https://orchard.example', n: 12 },
      {
        engine: 'javascriptcore',
        release: 1,
        build: 'source',
        at: 'https://orchard.example',
        n: 6,
      },
      {
        engine: 'javascriptcore',
        release: 2,
        build: 'webpack-split',
        at: 'https://cdn.orchard.example',
        n: 19,
      },
      { engine: 'gjs', release: 1, build: 'rolldown-split', at: '/usr/lib/orchard', n: 8 },
    ],
  },
  meadow: {
    seed: 16_180,
    // Those of the first two, of which another seed draws others.
    packages: (
      '@arethetypeswrong/core @braidai/lang @electric-sql/pglite @electric-sql/pglite-socket ' +
      '@fastify/error @fastify/fast-json-stringify-compiler @fastify/otel ' +
      '@fastify/proxy-addr @fastify/rate-limit @grafana/faro-core @grafana/faro-web-sdk ' +
      '@grafana/grafana-foundation-sdk @js-sdsl/ordered-map @lezer/common @lezer/lr ' +
      '@loaderkit/resolve @node-rs/crc32 @opentelemetry/configuration ' +
      '@opentelemetry/otlp-exporter-base @opentelemetry/otlp-transformer ' +
      '@opentelemetry/resource-detector-gcp @opentelemetry/sdk-node @pinojs/redact ' +
      '@platformatic/dynamic-buffer @preact/signals-core @publint/pack @rolldown/pluginutils ' +
      '@sentry/browser @sentry/core @sentry/replay @sindresorhus/is @vitest/mocker ' +
      '@webassemblyjs/ast @webassemblyjs/helper-api-error @webassemblyjs/helper-buffer ' +
      '@webassemblyjs/helper-numbers @webassemblyjs/leb128 @webassemblyjs/utf8 ' +
      '@webassemblyjs/wasm-edit @webassemblyjs/wasm-gen @webassemblyjs/wasm-opt ' +
      '@webassemblyjs/wasm-parser ajv-formats ajv-keywords async baseline-browser-mapping ' +
      'buffer buffer-from chalk chrome-trace-event cjs-module-lexer content-type ' +
      'data-uri-to-buffer depd esbuild fast-copy fastify-plugin fecha formatly get-tsconfig ' +
      'http-parser-js ipaddr.js jest-worker json-schema-ref-resolver knip lilconfig logform ' +
      'media-typer merge-descriptors minimizer-webpack-plugin moo nearley object-inspect ' +
      'oxc-parser path-scurry picomatch pino-loki pprof-format preact progress ' +
      'protocol-buffers-schema pump pure-rand randexp re2-wasm resolve-pkg-maps rimraf ' +
      'rolldown sade safe-stable-stringify serve-static size-limit smtp-address-parser ' +
      'source-map-js tapable typescript uri-js vitest'
    ).split(' '),
    faults: 'fourth',
    forms: (
      'function function function async async async arrow arrow arrow method method method field ' +
      'private static getter literal factory memo closure callback callback reducer sorter ' +
      'asyncMapper asyncGenerator generator promise constructor inner handler'
    ).split(' '),
    folders: ['src/modules/{}', 'src/{}', 'shared/{}/lib', 'lambda/{}'],
    entry: 'src/main.mjs',
    runs: [
      { engine: 'node22', release: 1, build: 'source', at: '/home/site/wwwroot', n: 3 },
      { engine: 'node26', release: 1, build: 'cjs', at: '/var/task', n: 22 },
      {
        engine: 'node24',
        release: 2,
        build: 'webpack-node',
        at: '/opt/meadow/releases/20261103',
        n: 40,
      },
      { engine: 'node22', release: 2, build: 'esbuild-names', at: '/app', n: 57 },
      { engine: 'node26', release: 2, build: 'vite', at: '/srv/meadow', n: 13 },
      { engine: 'chromium', release: 2, build: 'source', at: 'https://meadow.example', n: 2 },
      {
        engine: 'chromium',
        release: 1,
        build: 'terser-script',
        at: 'https://meadow.example',
        n: 28,
      },
      {
        engine: 'chromium',
        release: 2,
        build: 'rolldown-split',
        at: 'https://cdn.meadow.example',
        n: 34,
      },
      {
        engine: 'chromium',
        release: 1,
        build: 'esbuild-split',
        at: 'https://cdn.meadow.example',
        n: 45,
      },
      { engine: 'firefox', release: 2, build: 'source', at: 'https://meadow.example', n: 8 },
      {
        engine: 'firefox',
        release: 1,
        build: 'terser-module',
        at: 'https://meadow.example',
        n: 70,
      },
      { engine: 'javascriptcore', release: 2, build: 'source', at: 'https://meadow.example', n: 5 },
      { engine: 'javascriptcore', release: 1, build: 'vite', at: 'https://meadow.example', n: 26 },
      { engine: 'gjs', release: 2, build: 'esbuild-split', at: '/usr/lib/meadow', n: 18 },
    ],
  },
};
