import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { killGroup, ownGroup } from './process-group.mjs';

const READY_WITHIN_MS = 60_000;

/**
 * Starts one part on the repository's own Node. What it says on standard output is for the viewer;
 * trouble, on standard error, is shown.
 */
export function startChild({ root, title, args, env, health }) {
  const node = join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const child = spawn(node, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...ownGroup,
  });
  createInterface(child.stderr).on('line', (line) => process.stderr.write(`${line}\n`));

  let ended = false;
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started (${error.code})`));
    child.once('exit', (code, signal) => resolve(`ended by ${signal ?? `exit code ${code}`}`));
  }).then((how) => {
    ended = true;
    return `${title} ${how}.`;
  });

  return {
    exited,
    end: () => child.kill('SIGTERM'),
    kill: () => killGroup(child),
    async ready(signal) {
      const deadline = Date.now() + READY_WITHIN_MS;
      while (!(await answers(health))) {
        signal.throwIfAborted();
        if (ended) throw new Error(await exited);
        if (Date.now() > deadline) throw new Error(`${title} does not answer at ${health}.`);
        await wait(100);
      }
    },
  };
}

async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
