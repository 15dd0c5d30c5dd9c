import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenViewer, openViewer } from './open-viewer.js';

let opened: OpenViewer;

beforeAll(async () => {
  opened = await openViewer();
});
afterAll(() => opened?.close());

test('an empty viewer tells how to add a service and a page, with its own address', async () => {
  const { page, problems } = await opened.open('/');
  for (const view of ['/', '/traces', '/logs', '/errors', '/runtime']) {
    await page.goto(opened.viewer.urls.page + view);
    const code = page.locator('.welcome pre');
    await code.waitFor();
    const text = (await code.textContent()) ?? '';
    expect(text).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${opened.viewer.urls.otlpHttp}`);
    expect(text.split('\n')).toHaveLength(5);
  }
  await page.goto(`${opened.viewer.urls.page}/page`);
  await page.getByText("import { start } from '@sonde/browser';").waitFor();
  expect(problems).toEqual([]);
  await page.close();
});

test('an unknown trace and an unknown view are said to be unknown', async () => {
  const { page } = await opened.open(`/traces/${'1'.repeat(32)}`);
  await page.getByRole('alert').getByText('Not here').waitFor();
  await page.goto(`${opened.viewer.urls.page}/nowhere`);
  await page.getByText('There is no such view').waitFor();
  await page.close();
});

test('the page asks nobody but its own viewer', async () => {
  const { page } = await opened.open('/');
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.reload();
  await page.locator('.welcome').waitFor();
  expect([...hosts]).toEqual([new URL(opened.viewer.urls.page).host]);
  await page.close();
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`text in the ${colorScheme} theme has the contrast of WCAG AA`, async () => {
    const { page } = await opened.open('/', { colorScheme });
    await page.locator('.welcome').waitFor();
    const colours = await page.evaluate(() => {
      const context = document
        .createElement('canvas')
        .getContext('2d', { willReadFrequently: true });
      const rgb = (name: string): number[] => {
        if (!context) return [];
        context.fillStyle = getComputedStyle(document.documentElement)
          .getPropertyValue(name)
          .trim();
        context.fillRect(0, 0, 1, 1);
        return Array.from(context.getImageData(0, 0, 1, 1).data).slice(0, 3);
      };
      const names = [
        '--ground',
        '--panel',
        '--raised',
        '--text',
        '--muted',
        '--accent',
        '--bad',
        '--warn',
        '--good',
        '--info',
        '--on-accent',
      ];
      return Object.fromEntries(names.map((name) => [name, rgb(name)]));
    });
    for (const text of ['--text', '--muted', '--accent', '--bad', '--warn', '--good', '--info']) {
      for (const ground of ['--ground', '--panel', '--raised']) {
        const ratio = contrast(colours[text], colours[ground]);
        expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(colours['--on-accent'], colours['--accent'])).toBeGreaterThanOrEqual(4.5);
    await page.close();
  });
}

test('the switch changes the theme, and the choice is remembered', async () => {
  const { page } = await opened.open('/', { colorScheme: 'dark' });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await ground();
  await page.getByRole('button', { name: 'Use the light theme' }).click();
  await page.getByRole('button', { name: 'Use the dark theme' }).waitFor();
  const after = await ground();
  expect(after).not.toBe(before);
  await page.reload();
  await page.getByRole('button', { name: 'Use the dark theme' }).waitFor();
  expect(await ground()).toBe(after);
  await page.close();
});

function contrast(a: number[], b: number[]): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: number[]): number {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
