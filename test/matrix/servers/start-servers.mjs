import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const SERVERS = [
  'postgres',
  'mariadb',
  'redis',
  'rabbitmq',
  'memcached',
  'mosquitto',
  'kafka',
  'mongodb',
  'next-app',
  'prisma-client',
];

const load = (name) => import(`./${name}.mjs`);

/** Installs what Debian has and is not there, where this process may. @returns why not, if so. */
async function installMissing(names, cache, say) {
  const missing = [];
  for (const name of names) {
    const { debianPackage, find } = await load(name);
    if (debianPackage !== undefined && find(cache) === undefined) missing.push(debianPackage);
  }
  if (missing.length === 0) return undefined;
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) {
    return `install ${missing.join(', ')}; there is no apt-get here`;
  }
  const command = ['install', '-y', '-qq', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0) return `only root may install: sudo apt-get ${command.join(' ')}`;
  say(`Installing ${missing.join(', ')} from Debian …`);
  // Run level 1: Debian then starts none of them by itself.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  for (const args of [['update', '-qq'], command]) {
    const done = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    if (done.status !== 0)
      return `apt-get ${args[0]} failed: ${done.stderr.trim().split('\n').at(-1)}`;
  }
  return undefined;
}

/**
 * Starts these servers on free ports of loopback, in a folder of their own.
 *
 * @returns the addresses as environment variables, those that are not there and why, and what stops all.
 */
export async function startServers(names, { cache, say }) {
  mkdirSync(cache, { recursive: true });
  const why = await installMissing(names, cache, say);
  const home = mkdtempSync(join(tmpdir(), 'sonde-servers-'));
  chmodSync(home, 0o755);
  const stops = [];
  const [env, missing] = [{}, {}];
  await Promise.all(
    names.map(async (name) => {
      const server = await load(name);
      try {
        const found = server.find(cache);
        if (found === undefined) throw new Error(server.why ?? why ?? 'it is not installed');
        const folder = join(home, name);
        mkdirSync(folder);
        const started = await server.start(folder, found);
        stops.push(started.stop);
        Object.assign(env, started.env);
      } catch (error) {
        missing[name] = error.message;
      }
    }),
  );
  return {
    env,
    missing,
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
      rmSync(home, { recursive: true, force: true });
    },
  };
}
