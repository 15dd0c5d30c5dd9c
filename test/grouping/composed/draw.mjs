// `node test/grouping/composed/draw.mjs <set>` draws the faults of a set into its `sites.json`: names,
// types and messages out of packages of others, words out of the system's dictionary.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRandom } from '../../../packages/redaction/test/corpus.ts';
import { sitesOf } from '../drawn/throw-sites.mjs';
import { FAULTS } from './faults.mjs';
import { SETS } from './sets.mjs';

const OWN_MESSAGES = 34;
const MOST_OF_ONE = 3;
const SLOTS = 'number word id field name path url quoted percent title code version date hex'.split(
  ' ',
);
/** How an application makes its errors, the usual ways more often. */
const WAYS = 'plain plain plain plain cause factory assertion said'.split(' ');

const [set] = process.argv.slice(2);
const { seed, packages, forms, faults } = SETS[set];
const random = createRandom(seed);
const pick = (list) => list[Math.floor(random() * list.length)];
const dictionary = readFileSync('/usr/share/dict/words', 'utf8')
  .split('\n')
  .filter((word) => /^[a-z]{4,10}$/.test(word));

const pools = new Map(packages.map((name) => [name, sitesOf(name)]));
const taken = new Map();
const sites = [];
const known = new Set();
while (sites.length < OWN_MESSAGES + FAULTS[faults].length) {
  const name = pick(packages);
  const site = pick(pools.get(name));
  if (!site || (taken.get(name) ?? 0) >= MOST_OF_ONE) continue;
  const key = `${site.function} ${site.message}`;
  if (known.has(key) || site.function.length < 4 || site.caller.length < 4) continue;
  known.add(key);
  taken.set(name, (taken.get(name) ?? 0) + 1);
  const at = sites.length;
  const own = at < OWN_MESSAGES;
  const slots = site.message.split('{}').length - 1;
  sites.push({
    ...site,
    ...(own ? { way: pick(WAYS) } : { way: 'engine', fault: at - OWN_MESSAGES }),
    form: pick(forms),
    slots: Array.from({ length: slots }, () => pick(SLOTS)),
    words: Array.from({ length: 5 }, () => pick(dictionary)),
    property: pick(dictionary),
    style: pick(['field', 'constructor', 'none']),
    folder: Math.floor(random() * 4),
    tail: random() < 0.5,
    again: random() < 0.3,
    // Two faults in one function, as most functions have more than one way to fail.
    within: own && at > 0 && random() < 0.3 ? at - 1 : undefined,
  });
}
mkdirSync(new URL(`${set}/`, import.meta.url), { recursive: true });
writeFileSync(new URL(`${set}/sites.json`, import.meta.url), `${JSON.stringify(sites, null, 2)}\n`);
console.log(
  sites.length,
  'faults;',
  Object.entries(Object.groupBy(sites, ({ form }) => form))
    .map(([form, list]) => `${form} ${list.length}`)
    .join(', '),
);
