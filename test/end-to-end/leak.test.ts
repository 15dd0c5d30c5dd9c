import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openBrowser } from './open-browser.ts';
import { startSystem } from './start-system.ts';
import { openView } from './viewer-page.ts';

/** A megabyte each, of the 300 that the shop lets leak. */
const CALLS = 290;
const PAUSE_MS = 100;
/** What has grown by then is looked at once more. */
const LAST_LOOK_MS = 30_000;
const SONDE = fileURLToPath(new URL('../../packages/cli/dist/sonde.js', import.meta.url));

test('the leak of the shop is named in the viewer by function, line and constructor', async () => {
  const profiles = await mkdtemp(join(tmpdir(), 'sonde-leak-'));
  const system = await startSystem({ SONDE_PROFILE_DIR: profiles, SONDE_HEAP_SNAPSHOT: '1' });
  const browser = await openBrowser();
  try {
    const issues = async (): Promise<string> =>
      (await fetch(`${system.viewerUrl}/api/issues?q=HeapGrowth`)).text();
    await fetch(`${system.shopUrl}/api/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'orders-leak', on: true }),
    });
    let told = '';
    for (let call = 0; call < CALLS && !told.includes('HeapGrowth'); call++) {
      await (await fetch(`${system.shopUrl}/api/orders/recent`)).arrayBuffer();
      await setTimeout(PAUSE_MS);
      told = await issues();
    }
    await expect.poll(issues, { timeout: LAST_LOOK_MS }).toContain('HeapGrowth');
    told = await issues();
    expect(told).toContain('rememberForAudit');
    const page = await browser.newPage({ viewport: { width: 1280, height: 4_000 } });
    const errors = await openView(page, `${system.viewerUrl}/errors`, 'HeapGrowth');
    await errors.locator('.issue-row', { hasText: 'HeapGrowth' }).first().click();
    await page.locator('.error-link').first().waitFor();
    expect(await page.locator('.error-link').first().innerText()).toMatch(
      /rememberForAudit[\s\S]*faults\.ts:\d+/,
    );
    const args = [SONDE, 'profile', 'orders', '--snapshot', '--ship'];
    const env = { ...process.env, SONDE_PROFILE_DIR: profiles };
    await promisify(execFile)(process.execPath, args, { env });
    const main = await openView(
      page,
      `${system.viewerUrl}/runtime?service=orders`,
      /most by \(closure\) auditLater/,
    );
    expect(await main.innerText()).toMatch(
      /the heap grows .* most of what stays was made in rememberForAudit/,
    );
  } finally {
    await browser.close();
    await system.close();
    await rm(profiles, { recursive: true, force: true });
  }
}, 300_000);
