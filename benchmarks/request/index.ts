import { compare, type Outcome } from '../measure/interleave.ts';
import { report } from '../measure/report.ts';
import { competitors, ours, parts } from './competitors.ts';
import { CONNECTIONS, generator } from './load.ts';
import { measureRound } from './measure-round.ts';
import { type Figures, startService } from './service-process.ts';

/**
 * What is left of the requests a second with everything switched on.
 * `node run.mjs request [rounds] [seconds] [ours|parts]`: with `ours` no peers, with `parts` what each part of ours costs.
 */
const rounds = Number(process.argv[2] ?? 5);
const seconds = Number(process.argv[3] ?? 6);
const chosen = { ours, parts }[process.argv[4] ?? ''] ?? competitors;
const names = Object.keys(chosen);
const upstream = await startService({ args: [] }, {});
const env = { UPSTREAM: `http://127.0.0.1:${upstream.port}` };
const seen: Figures[][] = names.map(() => []);
let posted: Record<string, number>[] = [];
for (let round = 0; round < rounds; round++) {
  const measured = await measureRound(Object.values(chosen), env, seconds);
  for (const [index, { posts: _, ...figures }] of measured.entries()) seen[index]?.push(figures);
  posted = measured.map(({ posts }) => posts);
  process.stderr.write(`\r  round ${round + 1} of ${rounds}`.padEnd(79));
}
process.stderr.write(`\r${' '.repeat(79)}\r`);
const outcomes = compare(names, seen);
report(
  `A request: fastify, one pino line, one outgoing call; Node ${process.versions.node}, ${generator}, ${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s`,
  outcomes,
  {
    requests: 'a second',
    p99: 'ms of event-loop delay',
    rss: 'MiB resident under load',
    main: 'us of processor time of the main thread a request',
    process: 'us of processor time of the process a request',
  },
);
console.log('\n  posts that the receiver got in the last round');
for (const [index, name] of names.entries()) {
  console.log(`    ${name}: ${JSON.stringify(posted[index])}`);
}

const find = (name: string): Outcome | undefined => outcomes.find((one) => one.name === name);
const all = find('sonde');
const few = find('sonde, 1 in 100 sampled');
if (all && few) {
  const added = (all.values['rss']?.median ?? 0) - (find('bare')?.values['rss']?.median ?? 0);
  console.log(`
  sonde, and the bar:
    requests a second, all sampled   ${all.ratios['requests']?.median.toFixed(2)} of bare (at least 0.70)
    requests a second, 1 in 100      ${few.ratios['requests']?.median.toFixed(2)} of bare (at least 0.85)
    event-loop delay p99             ${all.ratios['p99']?.median.toFixed(2)} times bare (at most 1.30)
    resident memory                  ${added.toFixed(0)} MiB above bare (at most 50)`);
}
upstream.child.kill();
