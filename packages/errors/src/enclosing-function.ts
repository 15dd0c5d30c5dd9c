const MAX_SOURCE = 1_000_000;
const MAX_HEAD = 400;

const NO_METHOD: ReadonlySet<string> = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'with',
  'return',
  'function',
  'await',
  'new',
  'typeof',
  'super',
  'constructor',
]);

const FUNCTION =
  /(?:^|[^\w$])function\s*\*?\s*([\w$]*)\s*(?:<[^<>()]{0,100}>)?\s*\([^{}]{0,300}\)\s*(?::[^{};=]{0,100})?$/;
const ARROW = /=>\s*$/;
const ARROW_NAME =
  /([\w$]+)\s*(?::[^=;{}]{0,100})?[=:]\s*(?:async\s*)?(?:<[^<>()]{0,100}>)?(?:\([^{};]{0,300}\)(?:\s*:[^=;{}]{0,100})?|[\w$]+)\s*=>\s*$/;
const ASSIGNED_FUNCTION = /([\w$]+)\s*(?::[^=;{}]{0,100})?[=:]\s*(?:async\s+)?$/;
const METHOD =
  /(?:^|[\s;{}*])(#?[\w$]+)\s*(?:<[^<>()]{0,100}>)?\s*\([^{}]{0,300}\)\s*(?::[^{};=]{0,100})?$/;
const CLASS = /(?:^|[^\w$])class\s+([\w$]+)(?:\s+(?:extends|implements)\s[^{}]{0,200})?\s*$/;
const REGEXP_BEFORE = /(?:^|[=(,:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else))\s*$/;

interface Scope {
  kind: 'block' | 'class' | 'function';
  name: string;
  template: boolean;
}

/**
 * The name of the function in a source text around a place (one-based line and column), as far as
 * a light reading of JavaScript or TypeScript tells it: `Cart.total`, `checkout`. `''` for a function
 * without a name, `undefined` outside of any function or where the text is too long.
 */
export function enclosingFunction(
  source: string,
  line: number,
  column: number,
): string | undefined {
  if (source.length > MAX_SOURCE) return undefined;
  const end = offsetOf(source, line, column);
  if (end === undefined) return undefined;
  const scopes = scopesUntil(source, end);
  const at = scopes.findLastIndex((scope) => scope.kind === 'function');
  const arrow = bareArrow(source, end, at !== -1);
  if (arrow !== undefined) return arrow;
  const scope = scopes[at];
  if (!scope) return undefined;
  const owner = scopes[at - 1];
  if (owner?.kind !== 'class') return scope.name;
  return scope.name === 'constructor' ? owner.name : `${owner.name}.${scope.name}`;
}

/** `const f = (x) => g(x)` has no braces. */
function bareArrow(source: string, end: number, inside: boolean): string | undefined {
  const lineStart = source.lastIndexOf('\n', end - 1) + 1;
  const head = source.slice(Math.max(lineStart, end - MAX_HEAD), end);
  const match =
    /(?:const|let|var)\s+([\w$]+)\s*(?::[^=]{0,100})?=\s*(?:async\s*)?(?:\([^()]{0,200}\)|[\w$]+)\s*(?::[^=]{0,100})?=>[^{]*$/.exec(
      head,
    );
  return match && (!inside || !head.includes('{')) ? match[1] : undefined;
}

function offsetOf(source: string, line: number, column: number): number | undefined {
  let start = 0;
  for (let n = 1; n < line; n++) {
    start = source.indexOf('\n', start) + 1;
    if (start === 0) return undefined;
  }
  return Math.min(start + column - 1, source.length);
}

/** The braces that are open at `end`, outermost first; texts, comments and patterns passed over. */
function scopesUntil(source: string, end: number): Scope[] {
  const scopes: Scope[] = [];
  for (let i = 0; i < end; i++) {
    const char = source.charAt(i);
    if (char === '"' || char === "'") i = skipText(source, i, char);
    else if (char === '`') i = skipTemplate(source, i + 1, end, scopes);
    else if (char === '/' && source[i + 1] === '/') i = indexOr(source, '\n', i, end);
    else if (char === '/' && source[i + 1] === '*') i = indexOr(source, '*/', i + 2, end) + 1;
    else if (char === '/' && REGEXP_BEFORE.test(source.slice(Math.max(0, i - 12), i)))
      i = skipPattern(source, i);
    else if (char === '{')
      scopes.push(scopeOf(source.slice(Math.max(0, i - MAX_HEAD), i), scopes.at(-1)));
    else if (char === '}' && scopes.pop()?.template === true)
      i = skipTemplate(source, i + 1, end, scopes);
  }
  return scopes;
}

function scopeOf(head: string, outer: Scope | undefined): Scope {
  const scope = (kind: Scope['kind'], name: string): Scope => ({ kind, name, template: false });
  if (ARROW.test(head)) return scope('function', ARROW_NAME.exec(head)?.[1] ?? '');
  const fn = FUNCTION.exec(head);
  if (fn)
    return scope(
      'function',
      fn[1] || (ASSIGNED_FUNCTION.exec(head.slice(0, fn.index + 1))?.[1] ?? ''),
    );
  const cls = CLASS.exec(head);
  if (cls) return scope('class', cls[1] ?? '');
  if (/\)\s*(?::[^{};=]{0,100})?$/.test(head)) {
    const method = METHOD.exec(head)?.[1];
    if (method === 'constructor' && outer?.kind === 'class') return scope('function', method);
    if (method !== undefined && !NO_METHOD.has(method)) return scope('function', method);
  }
  return scope('block', '');
}

function skipText(source: string, start: number, quote: string): number {
  let i = start + 1;
  while (i < source.length && source[i] !== quote && source[i] !== '\n')
    i += source[i] === '\\' ? 2 : 1;
  return i;
}

/** Ends behind the template, or behind the `${` of a part of it, whose brace is then open. */
function skipTemplate(source: string, start: number, end: number, scopes: Scope[]): number {
  for (let i = start; i < end; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === '`') return i;
    else if (source[i] === '$' && source[i + 1] === '{') {
      scopes.push({ kind: 'block', name: '', template: true });
      return i + 1;
    }
  }
  return end;
}

function skipPattern(source: string, start: number): number {
  let inClass = false;
  for (let i = start + 1; i < source.length; i++) {
    const char = source[i];
    if (char === '\\') i++;
    else if (char === '\n') return start;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return i;
  }
  return start;
}

function indexOr(source: string, text: string, from: number, end: number): number {
  const at = source.indexOf(text, from);
  return at === -1 ? end : at;
}
