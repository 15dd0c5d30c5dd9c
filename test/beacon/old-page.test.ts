import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { launchChromium, test } from '../../packages/browser/test/support/chromium.js';
import { startOtlpSink } from '../../packages/intake/test/support/otlp-sink.js';
import { waitFor } from '../../packages/intake/test/support/wait-for.js';

const main = fileURLToPath(new URL('../../examples/old-page/main.js', import.meta.url));

test('the old page tells what failed before and after its script tag was loaded', async () => {
  const sink = await startOtlpSink();
  const server = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  const browser = await launchChromium();
  const page = await browser.newPage();
  try {
    await page.goto(line.toString().trim());
    await page.waitForFunction("typeof sonde.flush === 'function'");
    for (const id of ['sign', 'send', 'read']) await page.click(`#${id}`);
    await page.evaluate('sonde.flush()');
    const messages = (): string[] =>
      sink.logs.flatMap(({ attributes }) => (attributes['exception.message'] as string) ?? []);
    await waitFor('three errors', () => messages().length >= 3);
    expect(messages()).toEqual(
      expect.arrayContaining(['guestBook is not defined', 'no ink', 'the post office is closed']),
    );
    expect(sink.logs[0]?.resource).toMatchObject({ 'service.name': 'old-page' });
    await waitFor('the call', () => sink.spans.some(({ span }) => span.name === 'GET'));
  } finally {
    await browser.close();
    server.kill();
    await once(server, 'exit');
    await sink.close();
  }
});
