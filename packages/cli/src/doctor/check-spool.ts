import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Finding } from './finding.js';

const MAX_ENTRIES = 10_000;

/** Whether the disk spool can be written, and what waits in it. */
export function checkSpool(env: Readonly<Record<string, string | undefined>>): Finding[] {
  const folder = env['SONDE_SPOOL_DIR'] || defaultFolder(env);
  const nearest = nearestFolder(folder);
  try {
    accessSync(nearest, constants.W_OK);
  } catch {
    return [
      {
        is: 'bad',
        text: `the spool folder ${folder} can't be written: an outage of the endpoint loses data`,
        advice: 'Set SONDE_SPOOL_DIR to a folder that can be.',
      },
    ];
  }
  if (nearest !== folder) return [{ is: 'good', text: `${folder} can be made when it is needed` }];
  const waiting = measure(folder);
  if (waiting.bytes === 0) return [{ is: 'good', text: `${folder} is empty: nothing waits` }];
  const size = `${(waiting.bytes / 2 ** 20).toFixed(1)} MiB in ${waiting.files} files`;
  return [{ is: 'warn', text: `${size} wait in ${folder} to be sent` }];
}

function defaultFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'sonde', 'spool');
}

function nearestFolder(folder: string): string {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  return nearest;
}

function measure(folder: string): { files: number; bytes: number } {
  const total = { files: 0, bytes: 0 };
  let names: string[] = [];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).slice(0, MAX_ENTRIES);
  } catch {
    // Not ours to read; the permission to write was what counted.
  }
  for (const name of names) {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    if (stats?.isFile() && stats.size > 0 && !/lock|pid/.test(name)) {
      total.files++;
      total.bytes += stats.size;
    }
  }
  return total;
}
