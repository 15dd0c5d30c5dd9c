import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';

/**
 * Some servers refuse to run as root. @returns how to run as that user of the machine and own the
 * folder; as whoever we are, if that is not root.
 */
export function asUser(name, folder) {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout);
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  chownSync(folder, uid, gid);
  return { uid, gid };
}
