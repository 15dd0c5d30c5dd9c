import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { interleave } from '../measure/interleave.ts';
import { report } from '../measure/report.ts';
import { startCollector } from './collector.ts';
import { buildCompetitors, type Competitor } from './competitors.ts';
import { type Scenario, scenarios } from './scenarios.ts';

/**
 * Sonde, Sentry and Faro: their sizes, what they cost at a start on a slow processor, and what each
 * tells of the same page. Writes the table of packages/browser/README.md.
 */
const rounds = Number(process.argv[2] ?? 5);
const SETTLE_MS = 2_500;

/** As the text of an error: that an address is in a list of resources or steps tells nobody. */
const TOLD = /"(?:value|message|stringValue)\\?":\\?"[^"]*canary/;

const browser = await chromium.launch({
  executablePath: process.env['SONDE_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
const competitors = await buildCompetitors();

async function drive({ script, stub }: Competitor, scenario: Scenario): Promise<string> {
  const collector = await startCollector();
  const context = await browser.newContext();
  collector.serve('/beacon.js', script);
  collector.serve('/next', '<title>next</title>');
  collector.serve(
    '/',
    `<!doctype html>${scenario.inHead ? `<script>${stub}</script><script>${scenario.inHead}</script>` : ''}
     <script src="/beacon.js" data-endpoint="/telemetry"></script><body><script>${scenario.script}</script>`,
    scenario.headers,
  );
  await scenario.before?.(collector, context);
  let page = await context.newPage();
  await page.goto(collector.origin);
  page = (await scenario.after?.(page, context)) ?? page;
  await page.waitForTimeout(SETTLE_MS);
  await page.goto(`${collector.origin}/next`).catch(() => {});
  await page.waitForTimeout(500);
  await context.close();
  collector.close();
  const told = collector.posts.some((post) => TOLD.test(post));
  return scenario.judge?.(collector.posts, collector.requests) ?? (told ? 'yes' : '–');
}

/** Milliseconds of script at load and start, at a quarter of the processor's speed. */
async function startCost(script: string): Promise<{ ms: number }> {
  const collector = await startCollector();
  collector.serve('/beacon.js', script);
  collector.serve('/', '<!doctype html><title>t</title><body><script src="/beacon.js"></script>');
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(collector.origin);
  const { metrics } = await session.send('Performance.getMetrics');
  await context.close();
  collector.close();
  return { ms: (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1_000 };
}

const cost = await interleave(
  [1, 0, 2]
    .flatMap((at) => competitors[at] ?? [])
    .map(({ name, small }) => ({
      name,
      run: () => startCost(small),
    })),
  rounds,
);
report(`Load and start, errors only, 4x throttled, ${rounds} rounds`, cost, { ms: 'of script' });

const costOf = (name: string): string =>
  `${cost.find((one) => one.name === name)?.values['ms']?.median.toFixed(1)} ms`;
const bytes = (count: number): string => `${count.toLocaleString('en')} B`;
const rows: string[][] = [
  ['errors only, gzip -9', ...competitors.map(({ errorsOnly }) => bytes(errorsOnly))],
  ['as driven here, gzip -9', ...competitors.map(({ whole }) => bytes(whole))],
  ['load and start, errors only, 4x throttled', ...competitors.map(({ name }) => costOf(name))],
];
for (const scenario of scenarios) {
  const cells = await Promise.all(competitors.map((competitor) => drive(competitor, scenario)));
  rows.push([scenario.title, ...cells]);
  console.log(rows.at(-1)?.join(' | '));
}
await browser.close();

const table = [['', ...competitors.map(({ name }) => name)], ['---', '---', '---', '---'], ...rows]
  .map((row) => `| ${row.join(' | ')} |`)
  .join('\n');
const readme = new URL('../../packages/browser/README.md', import.meta.url);
writeFileSync(
  readme,
  readFileSync(readme, 'utf8').replace(
    /(<!-- peers -->\n)[\s\S]*(<!-- \/peers -->)/,
    (_, open: string, close: string) => `${open}\n${table}\n\n${close}`,
  ),
);
