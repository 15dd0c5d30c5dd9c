import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { profileName } from '@sonde/watchdog';

const SOCKET = /^(.+)-(\d+)\.sock$/;
const ANSWERS_WITHIN_MS = 2000;

/** A process that can be profiled. */
export interface Process {
  service: string;
  pid: number;
  socket: string;
}

/** Asks at a service's socket. Rejects if nobody answers. */
export async function ask(
  socketPath: string,
  {
    method,
    path,
    timeoutMs,
    body,
  }: { method: string; path: string; timeoutMs: number; body?: object },
): Promise<{ status: number; body: Record<string, unknown> }> {
  const call = request({ socketPath, method, path, timeout: timeoutMs });
  call.on('timeout', () => call.destroy(new Error('it does not answer')));
  call.end(body && JSON.stringify(body));
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const answered = (await json(response)) as Record<string, unknown>;
  return { status: response.statusCode ?? 0, body: answered };
}

function socketsIn(folder: string): { name: string; pid: number; socket: string }[] {
  try {
    return readdirSync(folder).flatMap((file) => {
      const [, name, pid] = SOCKET.exec(file) ?? [];
      if (name === undefined) return [];
      return [{ name, pid: Number(pid), socket: join(folder, file) }];
    });
  } catch {
    return [];
  }
}

/** The processes that listen in this folder; of one service where it is named. */
export async function findProcesses(folder: string, service?: string): Promise<Process[]> {
  const sockets = socketsIn(folder).filter(
    ({ name }) => service === undefined || name === profileName(service),
  );
  const answers = await Promise.allSettled(
    sockets.map(async ({ pid, socket }) => {
      const timeoutMs = ANSWERS_WITHIN_MS;
      const { body } = await ask(socket, { method: 'GET', path: '/', timeoutMs });
      return { service: String(body['service']), pid, socket };
    }),
  );
  return answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
