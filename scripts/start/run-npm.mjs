import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { npmCommand } from './npm-command.mjs';
import { killGroup, ownGroup } from './process-group.mjs';

/**
 * Runs npm with its whole output in a file; a failure is one sentence that names the file.
 *
 * @returns how long it took, in milliseconds
 */
export async function runNpm(args, { root, log, what, signal }) {
  const began = Date.now();
  const output = openSync(log, 'w');
  const npm = npmCommand(...args);
  const child = spawn(npm.file, npm.args, {
    cwd: root,
    stdio: ['ignore', output, output],
    ...ownGroup,
  });
  closeSync(output);
  const kill = () => killGroup(child);
  signal.addEventListener('abort', kill, { once: true });
  const [code] = await once(child, 'exit');
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`${what} failed: ${reasonIn(log)} All it said is in ${log}`);
  return Date.now() - began;
}

/** The first line in which npm or a tool says what is wrong. */
function reasonIn(log) {
  const lines = readFileSync(log, 'utf8').split('\n');
  const said =
    lines.find((line) =>
      /^npm (error|ERR!) (?!code|errno|syscall|path|A complete log|$)/.test(line),
    ) ?? lines.find((line) => /error/i.test(line));
  const reason = said?.replace(/^npm (error|ERR!) (network )?/, '').trim() ?? 'it gave no reason.';
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}
