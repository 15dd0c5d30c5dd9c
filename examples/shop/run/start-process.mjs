import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const shop = fileURLToPath(new URL('..', import.meta.url));
const ownNode = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
/** The repository brings its own Node, so that an old one on the machine does no harm. */
const node = existsSync(ownNode) ? ownNode : process.execPath;

/**
 * Starts one process of the shop. Its output goes on with its name in front.
 *
 * @returns its name, `exited` (a promise of how it ended, as words) and `kill`
 */
export function startProcess({ name, args, env }) {
  const child = spawn(node, args, { cwd: shop, env, stdio: ['ignore', 'pipe', 'pipe'] });
  passOn(child.stdout, process.stdout);
  passOn(child.stderr, process.stderr);

  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      resolve(signal ? `was ended by ${signal}` : `ended with exit code ${code}`),
    );
  });
  return { name, exited, kill: (signal) => child.kill(signal) };

  function passOn(from, to) {
    createInterface(from).on('line', (line) => to.write(`${name.padEnd(8)} | ${line}\n`));
  }
}
