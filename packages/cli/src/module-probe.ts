// Runs inside the probed process, after the preload: loads what it is told, or lets the application
// load what it will, then tells the preload's status on file descriptor 3 and ends the process.
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { status } from '@sonde/node';

const LOOK_AFTER_MS = 3000;
const OUT = 3;

const { dependencies, isStarted } = JSON.parse(process.env['SONDE_PROBE'] ?? '{}') as {
  dependencies: string[];
  isStarted: boolean;
};

function answer(): never {
  writeSync(OUT, JSON.stringify(status()));
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}

if (isStarted) {
  process.once('exit', answer);
  setTimeout(answer, LOOK_AFTER_MS);
} else {
  const require = createRequire(join(process.cwd(), 'package.json'));
  for (const name of dependencies) {
    try {
      await import(pathToFileURL(require.resolve(name)).href);
    } catch {
      // Not installed, or no entry of its own: then it gives no spans either.
    }
  }
  answer();
}
