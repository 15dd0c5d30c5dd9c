const NOT_OURS: readonly string[] = [
  '/node_modules/',
  '/.yarn/',
  '/bower_components/',
  'webpack/runtime/',
  'webpack/bootstrap',
  // Sonde's own bundle, wherever it lies.
  'node/dist/preload/preload.js',
  '/@vite/client',
  'InternalBytecode.js',
];

const NOT_OURS_AT_START: readonly string[] = [
  'node:',
  'internal/',
  'node_modules/',
  'native',
  '<',
  '[',
  'chrome-extension:',
  'moz-extension:',
  'safari-extension:',
  'safari-web-extension:',
  'ms-browser-extension:',
  'webkit-masked-url:',
  'resource:',
  'chrome:',
  'about:',
  'bun:',
  'ext:',
  'evalmachine.',
  'data:',
];

/** Most files begin with a slash or `http`, and none of these does. */
const FIRST: ReadonlySet<number> = new Set(NOT_OURS_AT_START.map((start) => start.charCodeAt(0)));

/** Whether a file of a frame is the application's own: no dependency, runtime, extension or bundler. */
export function isInApp(file: string): boolean {
  if (file === '') return false;
  if (FIRST.has(file.charCodeAt(0))) {
    for (const start of NOT_OURS_AT_START) if (file.startsWith(start)) return false;
  }
  const path = file.includes('\\') ? file.replaceAll('\\', '/') : file;
  for (const part of NOT_OURS) if (path.includes(part)) return false;
  return true;
}
