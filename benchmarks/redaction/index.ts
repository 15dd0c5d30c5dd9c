import { fork } from 'node:child_process';
import { once } from 'node:events';
import { interleave } from '../measure/interleave.ts';
import { report } from '../measure/report.ts';

/** What redaction costs: a line of ten fields by key and path, texts by value, hostile texts. */
const rounds = Number(process.argv[2] ?? 7);

async function run<T = number>(kind: string, name: string): Promise<Record<string, T>> {
  const child = fork(new URL('./redact.mjs', import.meta.url).pathname, [kind, name], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [figures] = (await once(child, 'message')) as [Record<string, T>];
  await once(child, 'exit');
  return figures;
}

async function compare(
  title: string,
  kind: string,
  names: string[],
  units: Record<string, string>,
) {
  const competitors = names.map((name) => ({ name, run: () => run(kind, name) }));
  report(title, await interleave(competitors, rounds), units);
}

await compare(
  `A pino line, ${rounds} rounds`,
  'line',
  [
    'pino',
    'pino, sonde keys',
    'pino, sonde keys and 8 paths',
    'pino, sonde values',
    'pino, its own redact, 8 paths',
    'pino, fast-redact, 8 paths',
  ],
  { short: 'ns', fields: 'ns, ten fields', error: 'ns, an error with its stack' },
);
await compare(
  `A line of the logger, printed, ${rounds} rounds`,
  'logger',
  ['pino, async file', 'sonde, lane only', 'sonde, printed'],
  { short: 'ns', fields: 'ns, ten fields', error: 'ns, an error with its stack' },
);
await compare(
  `An object of text, ${rounds} rounds`,
  'text',
  [
    'JSON.stringify',
    'sonde, values, then JSON.stringify',
    'fast-redact, 8 paths, to JSON',
    '@pinojs/redact, 8 paths, to JSON',
  ],
  { prose: 'ns a character', json: 'ns a character, JSON in texts', addresses: 'ns a character' },
);
const worst = await run('bait', '');
console.log('\n8 KB of bad input made by hand, the slowest ten (ms)\n');
for (const [name, ms] of Object.entries(worst)
  .toSorted((a, b) => b[1] - a[1])
  .slice(0, 10))
  console.log(`    ${name.padEnd(40)} ${ms.toFixed(2)}`);
console.log(`    of ${Object.keys(worst).length}`);

const found = await run<{ ms: number; unit: string }>('worst', '');
console.log('\n8 KB of the worst input that a search has found for each pattern (ms)\n');
for (const [name, { ms, unit }] of Object.entries(found).toSorted((a, b) => b[1].ms - a[1].ms))
  console.log(`    ${name.padEnd(28)} ${ms.toFixed(2)}   ${JSON.stringify(unit)}`);
