import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository: string = fileURLToPath(new URL('../..', import.meta.url));

/** Answers on the port that stands in the variable or behind the flag, until it is told to end. */
const SERVER = `
import { createServer } from 'node:http';
const flag = process.argv.indexOf('--page-port');
const port = flag > 0 ? process.argv[flag + 1] : process.env.SONDE_SHOP_PORT;
createServer((req, res) => res.end('ok')).listen(Number(port), '127.0.0.1');
`;
/** Takes no notice of being told to end, and has a child that does not either. */
export const STUBBORN_SERVER: string = `
import { spawn } from 'node:child_process';
process.on('SIGTERM', () => {});
spawn('sleep', ['1000']);
${SERVER}`;
const VISITOR = 'setInterval(() => {}, 1000);';

export interface FixtureRepository {
  root: string;
  /** Replaces npm by a shell script; `undefined` leaves no npm at all. */
  setNpm(script: string | undefined): Promise<void>;
  write(path: string, content: string): Promise<void>;
  env: Record<string, string>;
  remove(): Promise<void>;
}

/**
 * A fresh clone with the real start script, stand-ins for what it starts, and a stand-in for npm
 * that "installs" by leaving npm's mark and "builds" by leaving the products.
 */
export async function createFixtureRepository(): Promise<FixtureRepository> {
  const root = await mkdtemp(join(tmpdir(), 'sonde-start-'));
  const bin = join(root, '.bin');
  const write = async (path: string, content: string): Promise<void> => {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  };
  for (const path of ['scripts/start.mjs', 'scripts/start', 'examples/shop/run']) {
    await cp(join(repository, path), join(root, path), { recursive: true });
  }
  await write('package.json', '{ "type": "module" }');
  await write('package-lock.json', '{}');
  await write('packages/cli/sonde.js', SERVER);
  await write('examples/shop/run.mjs', SERVER);
  await write('examples/shop/visitor.mjs', VISITOR);
  await mkdir(bin);
  await symlink(process.execPath, join(bin, 'node'));

  const setNpm = async (script: string | undefined): Promise<void> => {
    const file = join(bin, 'npm');
    await rm(file, { force: true });
    if (script === undefined) return;
    await writeFile(file, `#!/bin/sh\n[ "$1" = --version ] && echo 11.0.0 && exit\n${script}\n`);
    await chmod(file, 0o755);
  };
  await setNpm(`
    echo "$@" >> npm-calls
    if [ "$1" = ci ]; then
      mkdir -p node_modules/.bin && touch node_modules/.package-lock.json
      ln -sf '${process.execPath}' node_modules/.bin/node
    else
      mkdir -p packages/cli/dist examples/shop/dist
      cp packages/cli/sonde.js packages/cli/dist && touch examples/shop/dist/index.html
    fi`);

  return {
    root,
    setNpm,
    write,
    env: { PATH: `${bin}:/bin:/usr/bin` },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
