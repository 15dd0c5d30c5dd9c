import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const MODULES = new URL('../../../node_modules/', import.meta.url).pathname;

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

/** Where a package throws: the function, the one before it, the type and the message. */
export function sitesOf(name) {
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
