import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { resolveLaneOptions } from '@sonde/pipeline';
import { type Finding, note, ok, wrong } from './finding.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Whether what can't be sent has a place to wait, and how much waits there. */
export function checkSpool(env: Env): Finding[] {
  const { spool } = resolveLaneOptions({}, env, () => {});
  if (spool === undefined) return [note('No spool: what can not be sent at the end is lost.')];
  const { folder } = spool;
  let existing = folder;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch (error) {
    return [
      wrong(
        `${existing} can't be written to (${(error as NodeJS.ErrnoException).code}).`,
        'Set SONDE_SPOOL_DIR to a folder of the service.',
      ),
    ];
  }
  if (existing !== folder) return [ok(`${folder} will be made when it is needed.`)];
  const findings: Finding[] = [];
  if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) {
    findings.push(wrong(`${folder} is open to others.`, `chmod 700 ${folder}`));
  }
  const bytes = sizeOf(folder);
  findings.push(
    bytes === 0
      ? ok(`${folder}: nothing waits.`)
      : note(
          `${folder}: ${(bytes / 1024).toFixed(0)} KiB.`,
          'The next start of a service ships what waits.',
        ),
  );
  return findings;
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sum + sizeOf(path);
    return sum + (entry.isFile() ? statSync(path).size : 0);
  }, 0);
}
