// Runs inside the probed process, after the preload: lets the application load what it will, then
// tells the preload's status on file descriptor 3 and ends the process.
import { writeSync } from 'node:fs';
import { status } from '@sonde/node';

const LOOK_AFTER_MS = 3000;
const OUT = 3;

function answer(): void {
  writeSync(OUT, JSON.stringify(status()));
  // At once, so that nothing that the application has begun goes on.
  process.kill(process.pid, 'SIGKILL');
}

process.once('exit', answer);
setTimeout(answer, LOOK_AFTER_MS);
