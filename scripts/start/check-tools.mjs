import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npmCommand } from './npm-command.mjs';

const OLDEST_NODE = 20;
const OLDEST_NPM = 9;

export function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= OLDEST_NODE) return;
  throw new Error(
    `Sonde needs Node ${OLDEST_NODE} or newer, but this is ${process.versions.node}. Get it from https://nodejs.org.`,
  );
}

export async function checkNpm() {
  const { file, args } = npmCommand('--version');
  const answer = await promisify(execFile)(file, args).catch(() => undefined);
  if (!answer) {
    throw new Error(
      'Sonde needs npm, which was not found. It comes with Node: https://nodejs.org.',
    );
  }
  const version = answer.stdout.trim();
  if (Number(version.split('.')[0]) >= OLDEST_NPM) return;
  throw new Error(`Sonde needs npm ${OLDEST_NPM} or newer, but this is ${version}.`);
}

/** The folders that the start itself, the install and the build write to. */
export function checkWritable(root) {
  try {
    mkdirSync(join(root, '.cache/start'), { recursive: true });
    for (const folder of ['.cache/start', 'node_modules', 'packages/cli', 'examples/shop']) {
      const path = join(root, folder);
      if (existsSync(path)) accessSync(path, constants.W_OK);
    }
  } catch (error) {
    throw new Error(
      `${error.path ?? root} can't be written to (${error.code}). Start as its owner, or clone into a folder of your own.`,
      { cause: error },
    );
  }
}
