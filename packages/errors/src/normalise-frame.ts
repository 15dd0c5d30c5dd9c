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

const EXTENSION = /\.(?:[cm]?[jt]sx?|vue|svelte|bundle|jsbundle)$/;
const MINIFIED = /^[A-Za-z_$][\w$]{0,1}$/;

/**
 * A frame as it is the same in every release and every engine: the module's path below its root
 * without hashes, the function's own name; no line, no column.
 */
export function normaliseFrame(frame: Frame): string {
  const name = normaliseFunction(frame.function);
  const module = normaliseModule(frame.file);
  return name === '?' ? module : `${name} in ${module}`;
}

function normaliseFunction(name: string | undefined): string {
  if (name === undefined) return '?';
  const plain = name
    .replace(/^(?:async|new|get|set) /, '')
    .replace(/ \[as [^\]]*\]$/, '')
    .replace(/[/<]+$/, '')
    .replace(/\d+$/, '');
  const parts = plain.split(/[./#]/);
  const own = (parts.at(-1) ?? '').replace(/[<>]/g, '');
  if (own === '' || own === 'anonymous' || own === 'eval' || MINIFIED.test(own)) return '?';
  return own;
}

function normaliseModule(file: string): string {
  if (file.startsWith('node:') || file.startsWith('<') || file.startsWith('[')) return file;
  if (file.startsWith('data:')) return 'data:';
  if (file.startsWith('blob:')) return 'blob:';
  const path = file
    .replaceAll('\\', '/')
    .replace(/[?#].*$/, '')
    .replace(/^[a-z][\w+.-]*:\/+[^/]*\//i, '/');
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
