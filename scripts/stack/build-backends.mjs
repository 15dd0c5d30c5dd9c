import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { killGroup, ownGroup } from '../start/process-group.mjs';
import { BACKENDS } from './backends.mjs';
import { findGo } from './find-go.mjs';

const FLAGS = ['-trimpath', '-ldflags=-s -w'];

/**
 * The back ends whose programs are not in the cache in the version that the repository names; of
 * those that are built on request only, the ones in `wanted`.
 */
export function missingBackends(cache, wanted = []) {
  return BACKENDS.filter(
    (backend) =>
      (!backend.onRequest || wanted.includes(backend.name)) &&
      (!backend.binaries.every((binary) => existsSync(join(cache, 'bin', binary))) ||
        readStamp(cache, backend) !== stateOf(backend)),
  );
}

/**
 * Builds what is missing, one after the other and at a low priority; what Go says goes into a
 * log beside the program.
 */
export async function buildBackends({ cache, say, signal, wanted }) {
  const missing = missingBackends(cache, wanted);
  if (missing.length === 0) return;
  const go = findGo();
  mkdirSync(join(cache, 'bin'), { recursive: true, mode: 0o700 });
  say(
    `Building ${missing.map(({ name }) => name).join(', ')} into ${cache} (only this time; minutes each) …`,
  );
  for (const backend of missing) {
    const began = Date.now();
    say(`  ${backend.name} ${backend.version} …`);
    for (const step of stepsOf(backend, { go, cache })) {
      await run(step, { log: join(cache, `${backend.name}.log`), backend, signal });
    }
    writeFileSync(join(cache, `${backend.name}.built`), stateOf(backend));
    say(`  done in ${Math.ceil((Date.now() - began) / 1000)} s`);
  }
}

/** The module's source, writable, with a placeholder where its own page would be. */
function copySource({ name, copyOf, page }, { go, cache }) {
  const folder = join(cache, 'src', name);
  const said = execFileSync(go, ['mod', 'download', '-json', copyOf], {
    encoding: 'utf8',
    cwd: cache,
  });
  rmSync(folder, { recursive: true, force: true });
  cpSync(JSON.parse(said).Dir, folder, { recursive: true });
  execFileSync('chmod', ['-R', 'u+w', folder]);
  mkdirSync(dirname(join(folder, page)), { recursive: true });
  writeFileSync(join(folder, page), '<!doctype html><title>No page</title>The API is at /api/v2.');
  return folder;
}

function* stepsOf(backend, { go, cache }) {
  const bin = join(cache, 'bin');
  if (backend.copyOf) {
    const cwd = copySource(backend, { go, cache });
    const output = outputOf(backend, bin);
    yield {
      file: go,
      args: ['build', '-mod=readonly', ...FLAGS, '-o', output, ...backend.packages],
      cwd,
    };
    return;
  }
  if (!backend.manifest) {
    const tags = backend.tags ? ['-tags', backend.tags] : [];
    // go.sum is the authors' own: what is not in it must not be built.
    yield {
      file: go,
      args: [
        'build',
        '-mod=readonly',
        ...FLAGS,
        ...tags,
        '-o',
        outputOf(backend, bin),
        ...backend.packages,
      ],
      cwd: backend.module,
    };
    return;
  }
  const source = join(cache, 'src', backend.name);
  rmSync(source, { recursive: true, force: true });
  mkdirSync(source, { recursive: true });
  const manifest = readFileSync(backend.manifest, 'utf8');
  const placed = join(source, 'manifest.yaml');
  writeFileSync(
    placed,
    manifest.replace(/^dist:$/m, `dist:\n  output_path: ${JSON.stringify(source)}`),
  );
  yield { file: go, args: ['install', backend.builder], env: { GOBIN: bin } };
  yield {
    file: join(bin, 'builder'),
    args: ['--config', placed, '--skip-get-modules', '--skip-compilation'],
  };
  for (const name of ['go.mod', 'go.sum']) cpSync(join(backend.module, name), join(source, name));
  yield {
    file: go,
    args: ['build', '-mod=readonly', ...FLAGS, '-o', join(bin, backend.binaries[0]), '.'],
    cwd: source,
  };
}

/** A program that is alone gets the name of the table, several keep their own. */
const outputOf = ({ binaries }, bin) =>
  binaries.length === 1 ? join(bin, binaries[0]) : `${bin}/`;

async function run({ file, args, cwd, env }, { log, backend, signal }) {
  const output = openSync(log, 'a', 0o600);
  const child = spawn('nice', ['-n', '10', file, ...args], {
    cwd,
    env: { ...process.env, GOTOOLCHAIN: 'local', ...env },
    stdio: ['ignore', output, output],
    ...ownGroup,
  });
  closeSync(output);
  const kill = () => killGroup(child);
  signal.addEventListener('abort', kill, { once: true });
  const [code] = await once(child, 'exit');
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (code === 0) return;
  const last = readFileSync(log, 'utf8').trimEnd().split('\n').at(-1);
  throw new Error(`Building ${backend.name} failed: ${last} All it said is in ${log}`);
}

const readStamp = (cache, { name }) => {
  const file = join(cache, `${name}.built`);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

/** Changes when a version changes. */
function stateOf({ manifest, module, version }) {
  const hash = createHash('sha256').update(version);
  if (manifest) hash.update(readFileSync(manifest));
  if (module)
    for (const name of ['go.mod', 'go.sum']) hash.update(readFileSync(join(module, name)));
  return hash.digest('hex');
}
