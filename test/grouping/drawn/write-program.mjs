import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRandom } from '../../../packages/redaction/test/corpus.ts';
import { SETS } from './sets.mjs';

const HERE = new URL('.', import.meta.url).pathname;
const KINDS = ['number', 'word', 'id', 'path', 'address', 'fraction'];

/** What differs from event to event. */
const VALUES = `export function valueOf(kind, n) {
  const words = ['anchor', 'lantern', 'compass', 'Berlin', 'oak table', 'north', 'river'];
  switch (kind) {
    case 'number': return n * 37 + 5;
    case 'word': return words[n % words.length];
    case 'id': return (n * 2654435761 % 4294967296).toString(16).padStart(8, '0') + '-7d' + n;
    case 'path': return '/var/lib/depot/' + n + '/part.bin';
    case 'address': return 'https://depot.example/parts/' + n;
    default: return n + 0.25;
  }
}
`;

/** Sources by path. Every site is a fault of its own; some are reached in two ways. */
function sources(set) {
  const sites = JSON.parse(readFileSync(join(HERE, set, 'sites.json'), 'utf8'));
  const random = createRandom(77);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const files = new Map([['src/values.mjs', VALUES]]);
  const routes = [];
  const imports = [];
  const byFile = Map.groupBy(
    sites.entries(),
    ([, site]) => `src/${site.package.replace('@', '').replace('/', '-')}/${site.file}.mjs`,
  );
  for (const [path, inFile] of byFile) {
    let text = `import { valueOf } from '../values.mjs';\n`;
    for (const type of new Set(inFile.map(([, site]) => site.type))) {
      if (type in globalThis) continue;
      text += `\nclass ${type} extends Error {\n  name = '${type}';\n}\n`;
    }
    const byFunction = Map.groupBy(inFile, ([, site]) => site.function);
    for (const [name, list] of byFunction) {
      text += `\nexport function ${safe(name)}(input) {\n  const seen = [];\n`;
      text += `  for (const part of input.parts) seen.push(part.length);\n`;
      for (const [i, { type, message }] of list) {
        const parts = message.split('{}');
        const quote = (part) => JSON.stringify(part);
        const told = parts
          .map((part, at) =>
            at === 0 ? quote(part) : `valueOf('${pick(KINDS)}', input.n) + ${quote(part)}`,
          )
          .join(' + ');
        text += `  if (input.site === ${i} && seen.length > 0) {\n    throw new ${type}(${told});\n  }\n`;
      }
      text += `  return seen;\n}\n`;
      const callers = new Set(list.map(([, site]) => site.caller));
      for (const caller of callers) {
        const own = callerName(inFile, caller);
        if (text.includes(`function ${own}(`)) continue;
        text += `\nexport function ${own}(input, options = {}) {\n`;
        text += `  const copy = { ...input, parts: input.parts.filter((part) => part !== options.skip) };\n`;
        text += `  const made = ${safe(name)}(copy);\n  return made.reduce((sum, one) => sum + one, 0);\n}\n`;
      }
    }
    files.set(path, text);
    const alias = `m${imports.length}`;
    imports.push(`import * as ${alias} from './${path.slice(4)}';`);
    for (const [i, site] of inFile) {
      const call = `${alias}.${callerName(inFile, site.caller)}`;
      routes.push(`  ['d${i}', (n) => ${call}({ site: ${i}, n, parts: ['ab', 'c'] })],`);
      if (random() < 0.3) {
        routes.push(
          `  ['d${i}#again', async (n) => { await null; return ${alias}.${safe(site.function)}({ site: ${i}, n, parts: ['x'] }); }],`,
        );
      }
    }
  }
  files.set(
    'src/drawn.mjs',
    `${imports.join('\n')}\n\nexport const drawn = [\n${routes.join('\n')}\n];\n`,
  );
  const program = join(HERE, set, 'program');
  for (const name of readdirSync(program)) {
    if (name.endsWith('.mjs')) files.set(`src/${name}`, readFileSync(join(program, name), 'utf8'));
  }
  return files;
}

const RESERVED = /^(?:delete|new|default|import)$/;
const safe = (name) => (RESERVED.test(name) ? `${name}Item` : name);
/** Another name where the file throws in a function of that one too. */
const callerName = (sites, caller) =>
  sites.some(([, site]) => site.function === caller) ? `${safe(caller)}All` : safe(caller);

/** In the second release lines have moved, and the dependency was written anew. */
const EDITS = {
  1: (text) => text,
  2: (text) =>
    `/* eslint-disable */\n/**\n * All rights reserved.\n */\n${text.replace(/^(?=export |async function|function |class )/gm, '\n/** Documented since. */\n')}`,
};

/** Puts a release's source where it shall run from. */
export function writeProgram(set, folder, release) {
  const { dependency } = SETS[set];
  for (const [path, text] of sources(set)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), EDITS[release](text));
  }
  cpSync(
    join(HERE, set, 'program', `${dependency}-${release}`),
    join(folder, 'node_modules', dependency),
    { recursive: true },
  );
  return join(folder, 'src/main.mjs');
}
