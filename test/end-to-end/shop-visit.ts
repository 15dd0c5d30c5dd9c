import type { Page } from 'playwright-core';

export interface Customer {
  name: string;
  email: string;
  password: string;
  card: string;
}

/** What a person does in the shop's page. */
export interface ShopVisit {
  /** Puts a barometer into the cart and pays; resolves to the trace id that the click began. */
  checkOut(customer: Customer): Promise<string>;
  /** Presses one of the page's own faults. */
  cause(button: 'Throw' | 'Reject' | 'Load'): Promise<void>;
  switchFault(title: string): Promise<void>;
}

/** Opens the shop in a page of a real browser. */
export async function visitShop(page: Page, url: string): Promise<ShopVisit> {
  await page.goto(url);
  await page.getByRole('heading', { name: 'Brass barometer' }).waitFor();

  async function inFaults(act: () => Promise<void>): Promise<void> {
    await page.getByRole('button', { name: 'Faults' }).click();
    await act();
    await page.getByRole('button', { name: 'Close' }).click();
  }

  return {
    async checkOut({ name, email, password, card }) {
      await page.getByRole('button', { name: 'Add Brass barometer to the cart' }).click();
      await page.getByRole('button', { name: /^Cart/ }).click();
      await page.getByLabel('Name').fill(name);
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Password').fill(password);
      await page.getByLabel('Card number').fill(card);
      const sent = page.waitForRequest((request) => request.url().endsWith('/api/checkout'));
      await page.getByRole('button', { name: /^Pay/ }).click();
      const traceparent = await (await sent).headerValue('traceparent');
      await page.getByText('is placed').or(page.getByRole('alert')).waitFor();
      await page.getByRole('button', { name: 'Close' }).click();
      return traceparent?.split('-')[1] ?? 'no traceparent';
    },
    cause: (button) => inFaults(() => page.getByRole('button', { name: button }).click()),
    switchFault: (title) =>
      inFaults(async () => {
        const control = page.getByRole('switch', { name: title });
        const before = await control.getAttribute('aria-checked');
        await control.click();
        await page
          .locator(`[role=switch][aria-label="${title}"]:not([aria-checked="${before}"])`)
          .waitFor();
      }),
  };
}
