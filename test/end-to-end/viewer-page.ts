import type { Locator, Page } from 'playwright-core';

/** A row of the waterfall as a reader sees it. */
export interface SpanSeen {
  service: string;
  text: string;
  /** The rows that it stands below, outermost first. */
  ancestors: string[];
  /** Messages of the records below its row. */
  records: string[];
}

/** How often a view is loaded before it is given up. */
const ATTEMPTS = 5;

/** Opens a view and waits, while data still arrives, until it shows the text. */
export async function openView(page: Page, url: string, shows: string | RegExp): Promise<Locator> {
  await page.goto(url);
  const main = page.getByRole('main');
  const shown = main.getByText(shows).filter({ visible: true }).first();
  for (let attempt = 1; ; attempt += 1) {
    const found = await shown.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
    if (found) return main;
    if (attempt === ATTEMPTS) {
      throw new Error(`${url} does not show ${shows}, but:\n${await main.innerText()}`);
    }
    await page.reload();
  }
}

/** The waterfall of the trace on the page, with the logs of each span unfolded. */
export async function readWaterfall(page: Page): Promise<SpanSeen[]> {
  const rows = page.getByRole('treegrid', { name: 'Spans' }).getByRole('row');
  await rows.first().waitFor();
  const seen: SpanSeen[] = [];
  const path: string[] = [];
  const count = await rows.count();
  for (let at = 0; at < count; at += 1) {
    const row = rows.nth(at);
    const level = Number(await row.getAttribute('aria-level'));
    const text = (await row.getByRole('gridcell').first().innerText()).replaceAll(/\s+/g, ' ');
    path.splice(level - 1);
    const ancestors = [...path];
    path.push(text);
    const service = text.split(' ')[0] ?? '';
    seen.push({ service, text, ancestors, records: await readRecords(page, row) });
  }
  return seen;
}

async function readRecords(page: Page, row: Locator): Promise<string[]> {
  const unfold = row.getByRole('button', { name: /\d+ logs?, \d+ errors?/ });
  if ((await unfold.count()) === 0) return [];
  await unfold.click();
  const list = page.locator('.span-records li');
  await list.first().waitFor();
  const records = await list.allInnerTexts();
  await unfold.click();
  await list.first().waitFor({ state: 'detached' });
  return records.map((text) => text.replaceAll(/\s+/g, ' '));
}
