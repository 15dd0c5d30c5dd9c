import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Resolves when the process answers: its health check, or its bare port where it has none. */
export async function waitUntilReady({ name, port, health }, { signal, timeoutMs = 30_000 }) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (await (health ? isHealthy(health) : isOpen(port))) return;
    await wait(100, undefined, { signal });
  }
  throw new Error(`${name} did not become ready within ${timeoutMs / 1000} s.`);
}

async function isHealthy(url) {
  try {
    const [response] = await once(get(url, { agent: false, timeout: 2_000 }), 'response');
    response.resume();
    return response.statusCode === 200;
  } catch {
    return false;
  }
}

async function isOpen(port) {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
