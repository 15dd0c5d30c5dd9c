import { configDefaults, defineConfig } from 'vitest/config';

/** Where there is no browser, `npm test` says so, and these are left out. */
const inBrowser = ['packages/viewer/test/page/**', 'test/end-to-end/{story,redaction}.test.ts'];
const hasBrowser = process.env['SONDE_CHROMIUM'] !== 'none';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(hasBrowser ? [] : inBrowser)],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
