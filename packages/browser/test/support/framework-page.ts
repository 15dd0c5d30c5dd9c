import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { type PageSite, startPageSite } from './page-site.js';

export interface FrameworkPage {
  page: Page;
  site: PageSite;
  /** What the page's console said as an error, in order. */
  shown: string[];
  close(): Promise<void>;
}

/** A page at `/` and at every path given, whose script is bundled with the real framework in it. */
export async function openFrameworkPage(
  browser: Browser,
  script: string,
  paths: readonly string[] = [],
): Promise<FrameworkPage> {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: import.meta.dirname },
    bundle: true,
    format: 'iife',
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
      ngJitMode: 'true',
    },
    conditions: ['production'],
    write: false,
  });
  const site = await startPageSite();
  site.serve('/main.js', outputFiles[0]?.text ?? '');
  for (const path of ['/', ...paths]) {
    site.serve(
      path,
      '<!doctype html><base href="/"><body><div id="app"></div><script src="/main.js"></script>',
    );
  }
  const page = await browser.newPage();
  const shown: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') shown.push(message.text());
  });
  await page.goto(site.origin);
  return {
    page,
    site,
    shown,
    async close() {
      await page.close();
      await site.close();
    },
  };
}
