import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * What a scrape of 20,000 series takes, and for how long it keeps the loop at once, beside prom-client's
 * own registry in the same process, in turn.
 */
const rounds = Number(process.argv[2] ?? 20);
const child = spawn(process.execPath, [new URL('./service.mjs', import.meta.url).pathname], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' },
});
const [first] = (await once(child.stdout, 'data')) as [Buffer];
const { ours, theirs } = JSON.parse(String(first)) as { ours: string; theirs: number };
const peer = `http://127.0.0.1:${theirs}`;

interface Scrape {
  ms: number;
  stallMs: number;
  series: number;
}

async function scrape(url: string): Promise<Scrape> {
  await (await fetch(`${peer}/stall`)).text();
  const began = performance.now();
  const text = await (await fetch(url)).text();
  const ms = performance.now() - began;
  const stallMs = Number(await (await fetch(`${peer}/stall`)).text());
  return {
    ms,
    stallMs,
    series: text.split('\n').filter((line) => line.startsWith('bench')).length,
  };
}

const seen = { sonde: [] as Scrape[], 'prom-client': [] as Scrape[] };
for (let round = 0; round < rounds + 3; round++) {
  for (const name of round % 2 === 0
    ? (['sonde', 'prom-client'] as const)
    : (['prom-client', 'sonde'] as const)) {
    const one = await scrape(name === 'sonde' ? ours : `${peer}/metrics`);
    // The first rounds compile.
    if (round >= 3) seen[name].push(one);
  }
}
child.kill('SIGKILL');

const at = (values: number[], share: number): string =>
  (values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0).toFixed(1);
console.log(`A scrape of ${seen.sonde[0]?.series} series, ${rounds} rounds in turn`);
for (const [name, scrapes] of Object.entries(seen)) {
  const ms = scrapes.map((one) => one.ms);
  const stall = scrapes.map((one) => one.stallMs);
  console.log(
    `  ${name.padEnd(12)} ${at(ms, 0.5)} ms (worst ${at(ms, 1)}); the loop kept at once for ${at(stall, 0.5)} ms (worst ${at(stall, 1)})`,
  );
}
