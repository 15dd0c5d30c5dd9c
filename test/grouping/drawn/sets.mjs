/**
 * Two sets of errors that drawn programs threw. The rules of grouping were made with `learned` beside
 * `../stacks.ndjson`; `choir` was drawn from other packages, with other programs written by hand, and
 * measured before a rule was changed by what it shows.
 */
export const SETS = {
  learned: {
    seed: 20_261_129,
    packages: (
      'ajv autocannon avsc avvio bytes commander content-disposition cookie-signature ' +
      'fast-json-stringify fastify find-my-way form-data glob http-errors iconv-lite ioredis ' +
      'ip-address jackspeak light-my-request lru-cache marked mnemonist nodemailer opossum parse5 ' +
      'path-to-regexp pbf pg pg-connection-string pg-pool pg-protocol postcss proxy-addr ' +
      'protobufjs qs raw-body ret send semver smol-toml smtp-server source-map thread-stream ' +
      'winston winston-transport ws yaml yargs yargs-parser'
    ).split(' '),
    dependency: 'conveyor',
    forms: [
      { engine: 'node22', release: 2, build: 'source', at: '/usr/share/depot', n: 5 },
      { engine: 'node26', release: 1, build: 'source', at: '/home/ada/work/depot', n: 18 },
      { engine: 'node24', release: 1, build: 'webpack', at: '/app', n: 44 },
      { engine: 'node26', release: 2, build: 'uglify', at: '/opt/depot/releases/41', n: 9 },
      { engine: 'node22', release: 1, build: 'uglify', at: '/srv/www', n: 73 },
      { engine: 'chromium', release: 2, build: 'source', at: 'https://depot.example', n: 2 },
      {
        engine: 'chromium',
        release: 2,
        build: 'webpack',
        at: 'https://static.depot.example',
        n: 61,
      },
      { engine: 'chromium', release: 1, build: 'uglify', at: 'https://depot.example', n: 13 },
      { engine: 'chromium', release: 1, build: 'webpack-eval', at: 'http://localhost:8080', n: 1 },
    ],
  },
  choir: {
    seed: 4_711,
    packages: (
      '@fastify/ajv-compiler @grpc/grpc-js @grpc/proto-loader @ioredis/commands ' +
      '@jridgewell/trace-mapping @opentelemetry/api @opentelemetry/core @opentelemetry/resources ' +
      '@opentelemetry/sdk-metrics @platformatic/kafka acorn ansi-styles bignumber.js body-parser ' +
      'brace-expansion browserslist bunyan chai cli-table3 color color-convert color-string ' +
      'cookie cross-spawn debug enhanced-resolve express fast-check fast-uri fetch-blob fflate ' +
      'gaxios hdr-histogram-js highlight.js hyperid import-in-the-middle jiti json-bigint joycon ' +
      'magic-string mime minimatch minipass node-fetch obliterator pako pg-types pino pino-pretty ' +
      'playwright-core postgres-date process-warning prom-client react react-dom readable-stream ' +
      'retimer router safe-regex2 schema-utils secure-json-parse set-cookie-parser side-channel ' +
      'sonic-boom source-map-support split2 systeminformation tapable terser toad-cache tslib ' +
      'type-is uglify-js uplot vary vite watchpack webpack webpack-sources web-streams-polyfill ' +
      'which zod'
    ).split(' '),
    dependency: 'rehearsal',
    forms: [
      { engine: 'node24', release: 1, build: 'source', at: '/Users/kim/code/choir', n: 6 },
      { engine: 'node22', release: 1, build: 'webpack', at: '/var/task', n: 30 },
      { engine: 'node26', release: 2, build: 'webpack', at: '/usr/src/app', n: 11 },
      { engine: 'node24', release: 2, build: 'uglify', at: '/srv/choir/current', n: 52 },
      { engine: 'node26', release: 2, build: 'rollup', at: '/home/choir/app', n: 17 },
      { engine: 'chromium', release: 1, build: 'source', at: 'https://choir.example', n: 4 },
      { engine: 'chromium', release: 2, build: 'uglify', at: 'https://cdn.choir.example', n: 23 },
      { engine: 'chromium', release: 1, build: 'rollup', at: 'https://choir.example', n: 90 },
      { engine: 'chromium', release: 2, build: 'webpack-eval', at: 'http://localhost:3000', n: 3 },
    ],
  },
};
