// `node test/grouping/drawn/harvest.mjs <set>` reads, out of packages that others wrote, where they
// throw: the function, the type and the message. `sites.json` holds those that a fixed draw has chosen,
// so that neither names nor words of these programs are ours.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createRandom } from '../../../packages/redaction/test/corpus.ts';
import { SETS } from './sets.mjs';

const MODULES = new URL('../../../node_modules/', import.meta.url).pathname;
const [set] = process.argv.slice(2);
const { seed, packages } = SETS[set];
const WANTED = 36;
const MOST_OF_ONE = 2;

const THROW = /throw new (\w*Error)\(\s*(`[^`\n]{8,140}`|'[^'\n]{8,140}'|"[^"\n]{8,140}")\s*[,)]/g;
const FUNCTION =
  /(?:function\s+|(?:const|let|var)\s+)?(?<![.\w])([A-Za-z_$][\w$]{3,40})\s*(?:=\s*(?:async\s*)?(?:function\b)?)?\s*\([^()\n]{0,120}\)\s*(?:=>\s*)?\{\s*$/gm;
const NO_FUNCTION = /^(?:if|for|while|switch|catch|function|constructor|return|with|async|await)$/;

function* sources(folder, depth = 0) {
  for (const name of readdirSync(folder).toSorted()) {
    if (
      /^(?:node_modules|test|tests|__tests__|example|examples|bench|benchmark|docs|types)$/.test(
        name,
      )
    )
      continue;
    const path = join(folder, name);
    const stat = statSync(path);
    if (stat.isDirectory()) {
      if (depth < 4) yield* sources(path, depth + 1);
    } else if (/\.[cm]?js$/.test(name) && !/\.min\./.test(name) && stat.size < 200_000) yield path;
  }
}

function sitesOf(name) {
  const found = [];
  for (const path of sources(join(MODULES, name))) {
    const text = readFileSync(path, 'utf8');
    const functions = [...text.matchAll(FUNCTION)].filter((one) => !NO_FUNCTION.test(one[1]));
    for (const [, type, quoted, at = 0] of [...text.matchAll(THROW)].map((one) => [
      ...one,
      one.index,
    ])) {
      const before = functions.filter((one) => one.index < at);
      const own = before.at(-1)?.[1];
      const caller = before.findLast((one) => one[1] !== own)?.[1];
      const message = quoted.slice(1, -1).replace(/\$\{[^}]*\}/g, '{}');
      if (
        own === undefined ||
        caller === undefined ||
        /[\\{}$`]/.test(message.replaceAll('{}', ''))
      )
        continue;
      const file = basename(path).replace(/\.[cm]?js$/, '');
      found.push({ package: name, file, function: own, caller, type, message });
    }
  }
  return found;
}

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
