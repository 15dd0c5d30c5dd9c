import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { DEPENDENCY } from './dependency.mjs';
import { FAULTS } from './faults.mjs';
import { FORMS, isAsync } from './forms.mjs';
import { SETS } from './sets.mjs';

const HERE = new URL('.', import.meta.url).pathname;
const RESERVED = /^(?:delete|new|default|import|export|class|typeof|void|with|yield|await|enum)$/;

/** What differs from event to event. */
const VALUES = `export function valueOf(kind, n, words) {
  const word = words[n % words.length];
  const name = word[0].toUpperCase() + word.slice(1);
  switch (kind) {
    case 'number': return n * 41 + 3;
    case 'word': return word;
    case 'name': return name;
    case 'title': return name + ' ' + words[(n + 1) % words.length];
    case 'quoted': return '"' + word + '"';
    case 'id': return (n * 2654435761 % 4294967296).toString(16).padStart(8, '0') + '-4a' + n;
    case 'hex': return '0x' + (n * 40503).toString(16);
    case 'code': return name[0] + name[1].toUpperCase() + '-' + n;
    case 'field': return ['name', 'email', 'address.street', 'type', 'items', 'key'][n % 6];
    case 'path': return '/srv/data/' + word + '/' + n + '.csv';
    case 'url': return 'https://shop.example/' + word + '?page=' + n;
    case 'percent': return (n % 100) + '.5%';
    case 'version': return '2.' + n + '.0';
    default: return new Date(Date.UTC(2026, n % 12, 3)).toISOString();
  }
}
`;

/** In the second release lines have moved. */
const EDITS = {
  1: (text) => text,
  2: (text) =>
    `// @license\n\n${text.replace(/^(?=export |class |async function|function )/gm, '\n/* Since the last release. */\n\n')}`,
};

const inFunction = ({ form }) => form !== 'constructor';

/** The sources of a program by path, and what leads to each fault. */
export function compose(set) {
  const { faults, folders, entry } = SETS[set];
  const sites = JSON.parse(readFileSync(join(HERE, set, 'sites.json'), 'utf8'));
  const errorsPath = `${folders[0].replace('{}', 'errors')}/index.mjs`;
  const valuesPath = `${folders[0].replace('{}', 'values')}/values.mjs`;
  const rootOf = (i) => {
    const { within } = sites[i];
    return within === undefined || !inFunction(sites[within]) ? i : rootOf(within);
  };
  const types = new Map();
  for (const { type, style, way } of sites) {
    if (way !== 'engine' && !(type in globalThis) && !types.has(type)) types.set(type, style);
  }
  const files = new Map([
    [valuesPath, VALUES],
    [errorsPath, errorsModule(set, types)],
  ]);
  const roots = sites.map((site, i) => ({ ...site, i })).filter(({ i }) => rootOf(i) === i);
  const routes = new Map();
  const byFile = Map.groupBy(roots, ({ folder, package: name, file }) => {
    const short = name.replace(/^@/, '').replace('/', '-');
    return `${folders[folder % folders.length].replace('{}', short)}/${file}.mjs`;
  });
  for (const [path, inFile] of byFile) {
    const from = (other) => {
      const way = relative(dirname(path), other);
      return way.startsWith('.') ? way : `./${way}`;
    };
    let text = `import { valueOf } from '${from(valuesPath)}';\n`;
    text += `import * as errors from '${from(errorsPath)}';\n`;
    text += `import { createBus } from '${from('node_modules/kit/index.mjs')}';\n`;
    const names = new Set();
    const free = (wanted) => {
      let name = RESERVED.test(wanted) ? `${wanted}Item` : wanted;
      while (names.has(name)) name += 'Again';
      names.add(name);
      return name;
    };
    const lines = [];
    for (const site of inFile) {
      const inside = sites.map((one, i) => ({ ...one, i })).filter(({ i }) => rootOf(i) === site.i);
      const name = free(site.function);
      const failing = inside.map((one) => failure(set, one, FAULTS[faults])).join('\n');
      const made = FORMS[site.form](name, failing, site, free);
      text += `\n${made.code}\n`;
      const caller = free(site.caller);
      const waits = isAsync(site.form);
      const call = `${waits && !site.tail ? 'await ' : ''}${made.call('input')}`;
      text += `\nexport ${waits ? 'async ' : ''}function ${caller}(given) {\n`;
      text += `  const input = { ...given, parts: given.parts.filter(Boolean) };\n`;
      text += site.tail
        ? `  return ${call};\n}\n`
        : `  const made = ${call};\n  return { made, at: input.site };\n}\n`;
      for (const one of inside) {
        lines.push(`  ['f${one.i}', (n) => ${caller}(given(${one.i}, n))],`);
        if (one.again) {
          lines.push(
            `  ['f${one.i}#again', async (n) => { await null; const input = given(${one.i}, n); return ${made.call('input')}; }],`,
          );
        }
      }
    }
    text += `\nconst given = (site, n) => ({ site, n, parts: ['ab', 'cde'], rows: [], big: 7n, text: 'no', symbol: Symbol('s'), child: {} });\n`;
    text += `\nexport const routes = [\n${lines.join('\n')}\n];\n`;
    files.set(path, text);
    routes.set(path, path);
  }
  files.set(entry, mainModule(entry, [...routes.keys()]));
  return files;
}

function failure(set, site, faults) {
  const { i, way, type, message, slots, words } = site;
  const fail = () => {
    if (way === 'engine') return faults[site.fault].code.replaceAll('PROPERTY', site.property);
    const quote = (part) => JSON.stringify(part);
    const list = JSON.stringify(words);
    const told = message
      .split('{}')
      .map((part, at) =>
        at === 0 ? quote(part) : `valueOf('${slots[at - 1]}', input.n, ${list}) + ${quote(part)}`,
      )
      .join(' + ');
    const made = type in globalThis ? type : `errors.${type}`;
    const { factory, assertion } = HELPERS[set];
    if (way === 'said') return `throw ${told};`;
    if (way === 'factory') return `throw errors.${factory}(${told}, 'E${i}');`;
    if (way === 'assertion') return `errors.${assertion}(total < 0, ${told});`;
    if (way === 'cause') {
      return `try { total += JSON.parse('{' + input.n).n; } catch (cause) { throw new ${made}(${told}, { cause }); }`;
    }
    return `throw new ${made}(${told});`;
  };
  return `  if (input.site === ${i} && total >= 0) {\n    ${fail()}\n  }`;
}

const HELPERS = {
  bazaar: { factory: 'createFailure', assertion: 'invariant' },
  harbour: { factory: 'problemOf', assertion: 'mustHold' },
  orchard: { factory: 'newError', assertion: 'check' },
  meadow: { factory: 'badState', assertion: 'verify' },
};

function errorsModule(set, types) {
  const { factory, assertion } = HELPERS[set];
  let text = `export function ${factory}(message, code) {\n  const made = new Error(message);\n  made.code = code;\n  return made;\n}\n`;
  text += `\nexport function ${assertion}(holds, message) {\n  if (!holds) throw new Error(message);\n}\n`;
  for (const [type, style] of types) {
    text += `\nexport class ${type} extends Error {\n`;
    if (style === 'field') text += `  name = '${type}';\n`;
    if (style === 'constructor') {
      text += `  constructor(message, options) {\n    super(message, options);\n    this.name = '${type}';\n    this.when = 0;\n  }\n`;
    }
    text += `}\n`;
  }
  return text;
}

/** Half of the program comes with it, half when it is needed. */
function mainModule(entry, paths) {
  const way = (path) => {
    const to = relative(dirname(entry), path);
    return to.startsWith('.') ? to : `./${to}`;
  };
  const now = paths.filter((_, i) => i % 2 === 0);
  const later = paths.filter((_, i) => i % 2 === 1);
  return `import { createRunner } from '${way('node_modules/kit/index.mjs')}';
${now.map((path, i) => `import { routes as routes${i} } from '${way(path)}';`).join('\n')}

export async function runAll(n) {
  const runner = createRunner();
  const lists = [${now.map((_, i) => `routes${i}`).join(', ')}];
  ${later.map((path) => `lists.push((await import('${way(path)}')).routes);`).join('\n  ')}
  const seen = [];
  for (const [fault, route] of lists.flat()) {
    try {
      await runner.run(fault, () => route(n));
      seen.push({ fault, type: 'none', message: fault + ' went well' });
    } catch (reason) {
      seen.push({ fault, ...describe(reason) });
    }
  }
  return seen;
}

function describe(reason) {
  if (reason === null || typeof reason !== 'object') {
    return { type: typeof reason, message: String(reason) };
  }
  const own = reason.constructor.name;
  const type = reason.name === 'Error' && own !== '' ? own : reason.name;
  return { type, message: reason.message, stack: reason.stack };
}
`;
}

/** Puts a release's source where it shall run from. */
export function writeProgram(set, folder, release) {
  const files = compose(set);
  for (const [path, text] of Object.entries(DEPENDENCY[release])) files.set(path, text);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path.endsWith('.mjs') ? EDITS[release](text) : text);
  }
  return join(folder, SETS[set].entry);
}
