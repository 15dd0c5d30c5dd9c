import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from './open-browser.ts';
import { visitShop } from './shop-visit.ts';
import { type System, startSystem } from './start-system.ts';

/** Unlike anything else here, so that whatever is found can only be the secret. */
const CARD = '5105 1051 0510 5100';
const PASSWORD = 'Zw7-kelp-anchor-q9';
/** Parts of what the careless code says, which must arrive without the secrets. */
const TOLD = ['PaymentError', 'declined (card', 'checking a card at', 'refused; password'];

let browser: Browser;
/** What must be nowhere, each in the forms that it could take on its way. */
const secrets: Record<string, string[]> = {
  'the card number': [CARD, CARD.replaceAll(' ', ''), CARD.replaceAll(' ', '+'), encodeURI(CARD)],
  'the password': [PASSWORD],
};

/**
 * A checkout with all four secrets in it, while the shop's code is careless: it logs the whole
 * request, puts card, password and cookie into an address, and all of them into the message of an
 * error in `orders` and of one in the page.
 */
async function checkOutCarelessly(system: System): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const shop = await visitShop(page, system.shopUrl);
  await shop.switchFault('Careless code');
  const signedIn = page.waitForResponse((response) => response.url().endsWith('/api/login'));
  const checked = page.waitForResponse((response) => response.url().includes('/api/cards/check?'));
  const failed = page.waitForEvent('pageerror');
  const reported = page.waitForResponse(
    (response) =>
      response.url().endsWith('/telemetry') &&
      response.request().postData()?.includes('refused') === true,
  );
  await shop.checkOut({
    name: 'A Sailor',
    email: 'sailor@example.com',
    password: PASSWORD,
    card: CARD,
  });
  const { token } = (await (await signedIn).json()) as { token: string };
  const cookies = await context.cookies();
  const cookie = cookies.find(({ name }) => name === 'session')?.value ?? 'no cookie';
  // The trap is only a trap if the secrets went everywhere that they were meant to go.
  expect(new URL((await checked).url()).searchParams.get('card')).toBe(CARD);
  expect((await failed).message).toContain(`session=${cookie}`);
  await reported;
  (secrets['the bearer token'] ??= []).push(token);
  (secrets['the session cookie'] ??= []).push(cookie);
  await page.close();
  await context.close();
  await system.endShop();
}

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser.close());

describe('while the viewer takes everything', () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem();
    await checkOutCarelessly(system);
  });

  afterAll(() => system?.close());

  test('what happened is told', () => {
    const wire = system.recorder.bytes();
    for (const told of TOLD) expect(wire.includes(told), told).toBe(true);
  });

  test('no secret is on the wire', () => {
    expectNoSecret('the wire', system.recorder.bytes());
  });

  test('no secret is in a log line of a service', () => {
    expectNoSecret('standard output', Buffer.from(system.shop.stdout()));
    expectNoSecret('standard error', Buffer.from(system.shop.stderr()));
  });

  test("no secret is in the bytes of the viewer's store", async () => {
    const bytes = await bytesBelow(system.dataFolder);
    for (const told of TOLD) expect(bytes.includes(told), told).toBe(true);
    expectNoSecret('the store', bytes);
  });
});

describe('while the viewer is away', () => {
  let system: System;

  beforeAll(async () => {
    // Uncompressed, so that a secret would stand in the files as it is.
    system = await startSystem({ OTEL_EXPORTER_OTLP_COMPRESSION: 'none' });
    system.recorder.refuse();
    await checkOutCarelessly(system);
  });

  afterAll(() => system?.close());

  test('what happened waits in the spool, without a secret', async () => {
    const bytes = await bytesBelow(system.spoolFolder);
    for (const told of TOLD) expect(bytes.includes(told), told).toBe(true);
    expectNoSecret('the spool', bytes);
  });

  test('no secret was on the wire of an attempt', () => {
    expectNoSecret('the wire', system.recorder.bytes());
  });
});

function expectNoSecret(place: string, bytes: Buffer): void {
  for (const [what, forms] of Object.entries(secrets)) {
    for (const form of forms) expect(bytes.includes(form), `${what} in ${place}`).toBe(false);
  }
}

async function bytesBelow(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(
    await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name)))),
  );
}
