import { type Browser, chromium } from 'playwright-core';
import { test as anyTest } from 'vitest';

/** `none` where there is no Chromium and none may be installed. */
const path = process.env['SONDE_CHROMIUM'] ?? '/usr/bin/chromium';

/** A test that is skipped where there is no Chromium. */
export const test: typeof anyTest = path === 'none' ? (anyTest.skip as typeof anyTest) : anyTest;

/** @param without arguments of playwright's own that must not be given. */
export function launchChromium(without: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    ignoreDefaultArgs: without,
    args: [
      '--no-sandbox',
      '--headless',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
