import type { Frame } from './types.js';

/** Folders that a build or a deployment puts the code in: they tell nothing of it. */
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
const ADDRESS = /^[a-z][\w+.-]*:\/\/[^/]*\//i;
/** A file right below the folder of a deployment, such as `/srv/shop/main.js`. */
const FEW_PARTS = 3;
/** `current`, `42`, `20260412T0930`, `v1.2.3`. */
const RELEASE = /^(?:current|release|latest|v?\d[\w.-]*)$/;
const MINIFIED = /^[A-Za-z_$][\w$]{0,1}$/;

/** Names that V8 makes of a place's surroundings: `cart.Cart.add.price` is a function without one. */
const INFERRED = /^(?!(?:module\.)?exports\.|.*\.prototype\.)(?:[\w$]+\.){2,}[\w$]+$/;
const NO_NAME: ReadonlySet<string> = new Set(['', 'anonymous', 'eval', 'get', 'set', 'fn']);

/** A frame as it is the same in every release and every engine; no line, no column. */
export interface NormalisedFrame {
  /** The function's own name. Absent for one without, and for a minified one. */
  name?: string;
  /** The file's name and that of its folder, if the application has named it; without hashes. */
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
  const isAddress = ADDRESS.test(file);
  const path = decoded(
    file
      .replaceAll('\\', '/')
      .replace(/[?#].*$/, '')
      .replace(ADDRESS, ''),
  );
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  const isAbsolute = !isAddress && /^(?:\/|[A-Za-z]:)/.test(path) && !ROOTS.has(parts[0] ?? '');
  const names = parts.slice(isAbsolute && parts.length <= FEW_PARTS ? -1 : -2).map(withoutHash);
  const [folder, name = folder] = names;
  const own = name?.replace(EXTENSION, '') ?? '';
  return folder === undefined || names.length === 1 || isOfDeployment(folder)
    ? own
    : `${folder}/${own}`;
}

function isOfDeployment(folder: string): boolean {
  return folder === '' || ROOTS.has(folder) || RELEASE.test(folder);
}

/** The sources of a map are addresses: `%5Bid%5D` is the folder `[id]`. */
function decoded(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `index-BX1a2b3c.js` and `main.3f2a1b9c.chunk.js` are `index.js` and `main.chunk.js`. */
function withoutHash(part: string): string {
  return part
    .replace(/([-._~])([A-Za-z0-9_]{6,40})(?=\.|$)/g, (whole, _mark: string, hash: string) =>
      looksLikeHash(hash) ? '' : whole,
    )
    .replace(/@?v?\d+\.\d+\.\d+(?:-[\w.]+)?/g, '');
}

/** `chunk.userList` is a name, `chunk.DDdiBWnx` is none. */
const CAMEL = /^[A-Z]?[a-z]+(?:[A-Z][a-z]+)?$/;

function looksLikeHash(text: string): boolean {
  if (/^[0-9a-f]{6,40}$/.test(text)) return /\d/.test(text);
  if (/^[A-Z0-9]{8}$/.test(text)) return true;
  if (text.length === 8 && /[a-z]/.test(text) && /[A-Z]/.test(text)) return !CAMEL.test(text);
  return text.length >= 8 && /\d/.test(text) && /[a-zA-Z]/.test(text);
}
