/** Of a longer text nothing is told. */
export const MAX_SOURCE = 1_000_000;
const MAX_HEAD = 400;
/** Parameters stand in few parentheses. */
const MAX_NESTED = 8;

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

/** What stands between the parameters and the brace: a type. */
const RETURN_TYPE = /\)\s*(?::[^{};=]{0,100})?$/;
const FUNCTION = /(?:^|[^\w$])function\s*\*?\s*([\w$]*)\s*(?:<[^<>()]{0,100}>)?\s*$/;
const ARROW = /=>\s*$/;
const ASSIGNED = /([\w$]+)\s*(?::[^=;{}]{0,100})?[=:]\s*(?:async\s*)?(?:<[^<>()]{0,100}>)?\s*$/;
const METHOD = /(?:^|[\s;{}*,])(#?[\w$]+)\s*(?:<[^<>()]{0,100}>)?\s*$/;
const CLASS = /(?:^|[^\w$])class\s+([\w$]+)(?:\s+(?:extends|implements)\s[^{}]{0,200})?\s*$/;
const REGEXP_BEFORE = /(?:^|[=(,:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else))\s*$/;

/** The body of a function, or what stands before it. */
const AFTER_PARAMETERS = /^\s*(?::[^{};=]{0,100})?(\{|=>)/;

/** `ok ? parse(text) : {`: what follows is no type. */
const CHOICE = /\?(?![.?:])[^;{}\n]*$/;

interface Scope {
  /** Where its brace stands. */
  start: number;
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
  const name =
    ownParameters(source, end, scopes, at) ?? bareArrow(source, end, scopes[at]?.start ?? 0);
  if (name !== undefined) return withOwner(name, scopes.at(-1));
  const scope = scopes[at];
  if (scope && at > scopes.findLastIndex(({ kind }) => kind === 'class')) {
    return withOwner(scope.name, scopes[at - 1]);
  }
  // A class without a constructor of its own, and what its fields begin with.
  return scopes.findLast(({ kind }) => kind === 'class')?.name ?? classAt(source, end);
}

function classAt(source: string, end: number): string | undefined {
  return /^(?:export\s+(?:default\s+)?)?class\s+([\w$]+)/.exec(source.slice(end, end + 200))?.[1];
}

function withOwner(name: string, owner: Scope | undefined): string {
  if (owner?.kind !== 'class' || name === '') return name;
  return name === 'constructor' ? owner.name : `${owner.name}.${name}`;
}

/** Whose parameters the place stands in: a pattern there, or a default, fails within that function. */
function ownParameters(
  source: string,
  end: number,
  scopes: Scope[],
  within: number,
): string | undefined {
  const from = scopes[within]?.start ?? Math.max(0, end - MAX_HEAD);
  for (const open of openParentheses(source, Math.max(from, end - MAX_HEAD), end)) {
    const close = closingParenthesis(source, open, end + MAX_HEAD);
    if (close === undefined) continue;
    const head = source.slice(Math.max(0, open - MAX_HEAD), close + 1);
    const after = AFTER_PARAMETERS.exec(source.slice(close + 1, close + 1 + MAX_HEAD));
    if (!after || (after[0].includes(':') && CHOICE.test(head))) continue;
    if (after[1] === '=>') return arrowName(`${head}=>`) ?? '';
    const scope = scopeOf(head, scopes.at(-1));
    if (scope.kind === 'function') {
      scopes.splice(scopes.findLastIndex(({ start }) => start < open) + 1);
      return scope.name;
    }
  }
  return undefined;
}

/** The parentheses that are open at `end`, outermost first. Light: brackets in texts count too. */
function openParentheses(source: string, from: number, end: number): number[] {
  const open: number[] = [];
  for (let i = from; i < end; i++) {
    if (source[i] === '(') open.push(i);
    else if (source[i] === ')') open.pop();
  }
  // V8 tells an arrow function by its first parenthesis.
  if (source[end] === '(') open.push(end);
  return open.slice(-MAX_NESTED);
}

function closingParenthesis(source: string, open: number, end: number): number | undefined {
  let depth = 0;
  for (let i = open; i < end && i < source.length; i++) {
    if (source[i] === '(') depth++;
    else if (source[i] === ')' && --depth === 0) return i;
  }
  return undefined;
}

/** `const f = (x) => g(x)` and `{ f: (x) => g(x) }` have no braces. */
function bareArrow(source: string, end: number, from: number): string | undefined {
  const lineStart = source.lastIndexOf('\n', end - 1) + 1;
  const head = source.slice(Math.max(from, lineStart, end - MAX_HEAD), end);
  for (let at = head.lastIndexOf('=>'); at > 0; at = head.lastIndexOf('=>', at - 1)) {
    if (!isWithin(head, at + 2)) continue;
    return arrowName(head.slice(0, at + 2)) ?? '';
  }
  return undefined;
}

/** What the arrow function that begins at the end of the text is assigned to. */
function arrowName(head: string): string | undefined {
  const parameters = head.replace(ARROW, '');
  const before = beforeParameters(parameters) ?? parameters.replace(/[\w$]+\s*$/, '');
  return ASSIGNED.exec(before)?.[1];
}

/** Whether the expression that begins at `start` goes on to the end of the text. */
function isWithin(text: string, start: number): boolean {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '{' && text[i - 1] !== '$' && depth === 0) return false;
    if (char === '(' || char === '[' || char === '{') depth++;
    else if (char === ')' || char === ']' || char === '}') depth--;
    if (depth < 0 || (depth === 0 && (char === ',' || char === ';'))) return false;
  }
  return true;
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
      scopes.push({
        ...scopeOf(source.slice(Math.max(0, i - MAX_HEAD), i), scopes.at(-1)),
        start: i,
      });
    else if (char === '}' && scopes.pop()?.template === true)
      i = skipTemplate(source, i + 1, end, scopes);
  }
  return scopes;
}

function scopeOf(head: string, outer: Scope | undefined): Omit<Scope, 'start'> {
  const scope = (kind: Scope['kind'], name: string): Omit<Scope, 'start'> => ({
    kind,
    name,
    template: false,
  });
  if (ARROW.test(head)) return scope('function', arrowName(head) ?? '');
  const cls = CLASS.exec(head);
  if (cls) return scope('class', cls[1] ?? '');
  const before = beforeParameters(head);
  if (before !== undefined) {
    const fn = FUNCTION.exec(before);
    if (fn) {
      const assigned = ASSIGNED.exec(before.slice(0, fn.index + 1));
      return scope('function', fn[1] || (assigned?.[1] ?? ''));
    }
    const method = METHOD.exec(before)?.[1];
    if (method === 'constructor' && outer?.kind === 'class') return scope('function', method);
    if (method !== undefined && !NO_METHOD.has(method)) return scope('function', method);
  }
  return scope('block', '');
}

/** What stands before the parentheses at the end, if it ends with such. */
function beforeParameters(head: string): string | undefined {
  const close = RETURN_TYPE.exec(head)?.index;
  if (close === undefined) return undefined;
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    if (head[i] === ')') depth++;
    else if (head[i] === '(' && --depth === 0) return head.slice(0, i);
  }
  return undefined;
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
      scopes.push({ start: i + 1, kind: 'block', name: '', template: true });
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
