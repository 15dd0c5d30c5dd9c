import type { Frame } from './types.js';

/** Folders that a build or a deployment puts the code in; what stands before the last is theirs. */
const ROOTS: ReadonlySet<string> = new Set([
  'src',
  'dist',
  'build',
  'lib',
  'out',
  'app',
  'public',
  'assets',
  'static',
  'www',
  'htdocs',
  '_next',
  '.next',
  'node_modules',
  'chunks',
  'bundle',
  'bundles',
  'js',
]);

/** Of a longer path the end counts. */
const MAX_PATH = 300;
const EXTENSION = /\.(?:[cm]?[jt]sx?|vue|svelte|bundle|jsbundle)$/;
const MINIFIED = /^[A-Za-z_$][\w$]{0,1}$/;

/** Names that V8 makes of a place's surroundings: `cart.Cart.add.price` is a function without one. */
const INFERRED = /^(?!(?:module\.)?exports\.|.*\.prototype\.)(?:[\w$]+\.){2,}[\w$]+$/;
const NO_NAME: ReadonlySet<string> = new Set(['', 'anonymous', 'eval', 'get', 'set', 'fn']);

/** A frame as it is the same in every release and every engine; no line, no column. */
export interface NormalisedFrame {
  /** The function's own name. Absent for one without, and for a minified one. */
  name?: string;
  /** The file's path below its root, without hashes. */
  module: string;
}

export function normaliseFrame(frame: Frame): NormalisedFrame {
  const name = normaliseFunction(frame.function);
  const module = normaliseModule(frame.file);
  return name === undefined ? { module } : { name, module };
}

/** The package of `node_modules` that a file belongs to, `@scope/name` or `name`. */
export function packageOf(file: string): string | undefined {
  return /.*(?:^|[\\/])node_modules[\\/](?:\.pnpm[\\/][^\\/]+[\\/]node_modules[\\/])?((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/
    .exec(file)?.[1]
    ?.replace('\\', '/');
}

function normaliseFunction(name: string | undefined): string | undefined {
  // SpiderMonkey ends with `<` what it found no name for: `total/<` stands somewhere in `total`.
  if (name === undefined || name.endsWith('<')) return undefined;
  const plain = name
    .replace(/^(?:async|new|get|set) /, '')
    .replace(/ \[as [^\]]*\]$/, '')
    .replace(/^\?anon_\d+_/, '')
    .replace(/\/+$/, '')
    .replace(/\d+$/, '');
  if (INFERRED.test(plain)) return undefined;
  const parts = plain.split(/[./#]/);
  const own = (parts.at(-1) ?? '').replace(/[<>]/g, '');
  return NO_NAME.has(own) || MINIFIED.test(own) ? undefined : own;
}

function normaliseModule(whole: string): string {
  const file = whole.length > MAX_PATH ? whole.slice(-MAX_PATH) : whole;
  if (file.startsWith('node:') || file.startsWith('<') || file.startsWith('[')) return file;
  if (file.startsWith('data:')) return 'data:';
  if (file.startsWith('blob:')) return 'blob:';
  const path = file
    .replaceAll('\\', '/')
    .replace(/[?#].*$/, '')
    .replace(/^[a-z][\w+.-]*:\/\/[^/]*\//i, '/');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  const root = parts.findLastIndex((part, i) => i < parts.length - 1 && ROOTS.has(part));
  const kept = root === -1 ? parts.slice(-1) : parts.slice(root + 1);
  return kept.map(withoutHash).join('/').replace(EXTENSION, '');
}

/** `index-BX1a2b3c.js` and `main.3f2a1b9c.chunk.js` are `index.js` and `main.chunk.js`. */
function withoutHash(part: string): string {
  return part
    .replace(/([-._~])([A-Za-z0-9_]{6,40})(?=\.|$)/g, (whole, _mark: string, hash: string) =>
      looksLikeHash(hash) ? '' : whole,
    )
    .replace(/@?v?\d+\.\d+\.\d+(?:-[\w.]+)?/g, '');
}

function looksLikeHash(text: string): boolean {
  if (/^[0-9a-f]{6,40}$/.test(text)) return /\d/.test(text);
  if (/^[A-Z0-9]{8}$/.test(text)) return true;
  return text.length >= 8 && /\d/.test(text) && /[a-zA-Z]/.test(text);
}
