import { startViewer, type Viewer } from '@sonde/viewer';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export interface OpenViewer {
  viewer: Viewer;
  /** A page whose console errors, thrown errors and refusals by the content policy are kept. */
  open(path: string, options?: BrowserContextOptions): Promise<WatchedPage>;
  close(): Promise<void>;
}

export interface WatchedPage {
  page: Page;
  problems: string[];
}

/** A real viewer with nothing in it, and a real browser. */
export async function openViewer(): Promise<OpenViewer> {
  const viewer = await startViewer({
    otlpHttpPort: 0,
    otlpGrpcPort: 0,
    pagePort: 0,
    dataFolder: ':memory:',
  });
  const browser: Browser = await chromium.launch({
    executablePath: process.env['SONDE_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  });
  return {
    viewer,
    open: async (path, options = {}) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
      const problems: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(error.message));
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) =>
          console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`),
        );
      });
      await page.goto(viewer.urls.page + path);
      return { page, problems };
    },
    close: async () => {
      await browser.close();
      await viewer.close();
    },
  };
}
