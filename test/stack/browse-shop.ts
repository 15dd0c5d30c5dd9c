import type { Browser } from 'playwright-core';
import { openBrowser } from '../end-to-end/open-browser.ts';
import { visitShop } from '../end-to-end/shop-visit.ts';

export interface Visits {
  /** The trace ids of the checkouts that were clicked so far. */
  checkouts: string[];
  stop(): Promise<void>;
}

/** A person in a real browser who buys, and breaks something in the page, again and again. */
export async function browseShop(url: string, betweenVisitsMs = 5_000): Promise<Visits> {
  const browser: Browser = await openBrowser();
  const checkouts: string[] = [];
  const ending = new AbortController();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();

  async function visitOnce(): Promise<void> {
    const page = await browser.newPage();
    try {
      const visit = await visitShop(page, url);
      const customer = {
        name: 'V',
        email: 'v@example.com',
        password: 'x',
        card: '4242 4242 4242 4242',
      };
      checkouts.push(await visit.checkOut(customer));
      await visit.cause('Throw');
    } finally {
      await page.close({ runBeforeUnload: true });
    }
  }

  void (async () => {
    while (!ending.signal.aborted) {
      // A shop with faults on may well not let a visit end.
      await visitOnce().catch(() => undefined);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, betweenVisitsMs);
        ending.signal.addEventListener('abort', () => resolve(clearTimeout(timer)));
      });
    }
    end();
  })();

  return {
    checkouts,
    async stop() {
      ending.abort();
      await browser.close();
      await ended;
    },
  };
}
