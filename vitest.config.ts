import { configDefaults, defineConfig } from 'vitest/config';

/** Where there is no browser, `npm test` says so, and these are left out. */
const inBrowser = [
  'packages/viewer/test/page/**',
  'test/end-to-end/{story,redaction,leak}.test.ts',
];
const hasBrowser = process.env['SONDE_CHROMIUM'] !== 'none';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(hasBrowser ? [] : inBrowser)],
    pool: 'forks',
    maxWorkers: 2,
    // Only where a shared machine may starve a child process: what needed a second try is named in the
    // output, and is a bug of the product or of the test.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
