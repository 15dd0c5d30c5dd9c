import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { inflateRawSync } from 'node:zlib';
import { workerText } from './worker-text.js';

/** What a `Worker` is made of: a file, or where a bundle left that out, the text of it. */
export type WorkerCode = { from: URL; eval: false } | { from: string; eval: true };

const NAME = 'lane-worker.cjs';

let text: string | undefined;

function unpacked(): string {
  if (workerText === '')
    throw new Error(`${NAME} is not there, and the bundle holds no copy of it`);
  text ??= inflateRawSync(Buffer.from(workerText, 'base64')).toString();
  return text;
}

/** Put together here and not told by `new URL`, which some bundlers take for a file to copy, alone. */
function fileBeside(): URL | undefined {
  try {
    const own: string | undefined = import.meta.url;
    const file = own && new URL(own.slice(0, own.lastIndexOf('/') + 1) + NAME);
    return file && existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** @throws if there is neither. */
export function findWorkerCode(): WorkerCode {
  const file = fileBeside();
  return file ? { from: file, eval: false } : { from: unpacked(), eval: true };
}

/** The worker's module in this thread. */
export function loadWorkerModule(): unknown {
  const file = fileBeside();
  if (file) return createRequire(file)(fileURLToPath(file));
  const module = { exports: {} };
  const names = ['module', 'exports', 'require'];
  const builtin = (name: string): unknown => process.getBuiltinModule(name);
  compileFunction(unpacked(), names)(module, module.exports, builtin);
  return module.exports;
}
