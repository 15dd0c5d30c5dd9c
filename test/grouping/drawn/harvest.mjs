// `node test/grouping/drawn/harvest.mjs <set>` reads, out of packages that others wrote, where they
// throw: the function, the type and the message. `sites.json` holds those that a fixed draw has chosen,
// so that neither names nor words of these programs are ours.
import { writeFileSync } from 'node:fs';
import { createRandom } from '../../../packages/redaction/test/corpus.ts';
import { SETS } from './sets.mjs';
import { sitesOf } from './throw-sites.mjs';

const [set] = process.argv.slice(2);
const { seed, packages } = SETS[set];
const WANTED = 36;
const MOST_OF_ONE = 2;

const random = createRandom(seed);
const chosen = [];
const pools = new Map(packages.map((name) => [name, sitesOf(name)]));
const taken = new Map();
const key = ({ function: own, message }) => `${own} ${message}`;
while (chosen.length < WANTED) {
  const name = packages[Math.floor(random() * packages.length)];
  const pool = pools.get(name);
  const site = pool[Math.floor(random() * pool.length)];
  if (
    !site ||
    (taken.get(name) ?? 0) >= MOST_OF_ONE ||
    chosen.some((one) => key(one) === key(site))
  )
    continue;
  taken.set(name, (taken.get(name) ?? 0) + 1);
  chosen.push(site);
}
writeFileSync(
  new URL(`${set}/sites.json`, import.meta.url),
  `${JSON.stringify(chosen, null, 2)}\n`,
);
console.log([...pools].map(([name, pool]) => `${name} ${pool.length}`).join(', '));
