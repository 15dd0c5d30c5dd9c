import { type Browser, chromium } from 'playwright-core';

/** Debian's Chromium, or the one that the variable names. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['SONDE_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
}
