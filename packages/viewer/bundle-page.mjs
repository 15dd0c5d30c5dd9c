import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const MAX_BYTES = 200_000;
const here = dirname(fileURLToPath(import.meta.url));
const page = join(here, 'src/page');
const out = join(here, 'dist/page/index.html');

if (!process.argv.includes('--no-check')) checkTypes();

const options = {
  bundle: true,
  minify: true,
  write: false,
  target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
  legalComments: 'none',
  logLevel: 'warning',
};
const [script, style] = await Promise.all([
  build({
    ...options,
    entryPoints: [join(page, 'main.tsx')],
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfigRaw: {},
  }),
  build({ ...options, entryPoints: [join(page, 'styles/page.css')] }),
]);
const js = script.outputFiles[0].text.trim();
const css = style.outputFiles[0].text.trim();
// What would end or reopen the element early would also break the hash of the content policy.
if (/<\/script|<!--/i.test(js) || /<\/style/i.test(css))
  throw new Error('markup inside the bundle');

const html = readFileSync(join(page, 'index.html'), 'utf8')
  .replace('<!--style-->', () => `<style>${css}</style>`)
  .replace('<!--script-->', () => `<script>${js}</script>`);
const bytes = Buffer.byteLength(html);
if (bytes > MAX_BYTES) throw new Error(`the page has ${bytes} bytes, more than ${MAX_BYTES}`);

mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, html);
process.stdout.write(`page: ${bytes} bytes (script ${js.length}, style ${css.length})\n`);

function checkTypes() {
  const require = createRequire(import.meta.url);
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  const run = spawnSync(process.execPath, [tsc, '-p', page], { stdio: 'inherit' });
  if (run.status !== 0) process.exit(run.status ?? 1);
}
