import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findGo } from '../../../scripts/stack/find-go.mjs';
import { answers, freePort, startDaemon } from './start-daemon.mjs';

const source = join(import.meta.dirname, 'ferretdb');

export const why = 'FerretDB is built with Go, which is not here';

/** No registry of packages has MongoDB's own server. FerretDB speaks its protocol, and Go builds it. */
export function find(cache) {
  const hash = createHash('sha256');
  for (const file of ['go.sum', 'main.go']) hash.update(readFileSync(join(source, file)));
  const program = join(cache, `ferretdb-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(program)) return program;
  let go;
  try {
    go = findGo();
  } catch {
    return undefined;
  }
  const flags = ['-mod=readonly', '-trimpath', '-ldflags=-s -w', '-tags=ferretdb_no_postgresql'];
  const built = spawnSync(go, ['build', ...flags, '-o', program, '.'], {
    cwd: source,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`FerretDB was not built: ${built.stderr}`);
  return program;
}

export async function start(folder, program) {
  const port = await freePort();
  const command = [program, `127.0.0.1:${port}`, folder];
  const stop = await startDaemon('mongodb', folder, command, () => answers(port));
  return { env: { MONGODB_URL: `mongodb://127.0.0.1:${port}` }, stop };
}
