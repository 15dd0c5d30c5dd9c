import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 10_000;

/** A port that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await once(server.close(), 'close');
  return port;
}

export async function answers(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/**
 * Starts a server in the foreground as a child of ours, with its output in a file, and waits until it
 * is ready.
 *
 * @param isReady asked again and again
 * @returns what stops it
 */
export async function startDaemon(name, folder, [file, ...args], isReady, options = {}) {
  const log = join(folder, `${name}.log`);
  const output = openSync(log, 'a');
  const child = spawn(file, args, { cwd: folder, stdio: ['ignore', output, output], ...options });
  closeSync(output);
  let failed;
  child.on('error', (error) => {
    failed = error.message;
  });
  const ended = once(child, 'exit').catch(() => {});
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady())) {
    if (failed !== undefined || child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${name} did not start: ${failed ?? lastLines(log)}`);
    }
    await sleep(100);
  }
  return async () => {
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(patience);
  };
}

function lastLines(log) {
  return readFileSync(log, 'utf8').trim().split('\n').slice(-3).join(' | ');
}
