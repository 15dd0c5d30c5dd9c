import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** How a request ended: what the receiver answered, or why it did not. */
export type Answer = { status: number; headers: IncomingHttpHeaders } | { failed: string };

/** Requests to one tracker. */
export interface BodyPoster {
  post(url: string, headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<Answer>;
  /** Ends what is under way. */
  abort(): void;
  close(): void;
}

const TIMEOUT_MS = 10_000;

export function createBodyPoster(): BodyPoster {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: 1, timeout: 60_000 }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: 1, timeout: 60_000 }),
  };
  const running = new Set<AbortController>();

  return {
    post(url, headers, body) {
      const secure = url.startsWith('https:');
      const control = new AbortController();
      running.add(control);
      return new Promise((resolve) => {
        const timer = setTimeout(() => control.abort(), TIMEOUT_MS);
        const settle = (answer: Answer): void => {
          clearTimeout(timer);
          running.delete(control);
          resolve(answer);
        };
        try {
          const request = (secure ? httpsRequest : httpRequest)(url, {
            method: 'POST',
            agent: agents[secure ? 'https:' : 'http:'],
            signal: control.signal,
            headers: { ...headers, 'content-length': body.length },
          });
          request.on('response', (response) => {
            const { statusCode = 0, headers: told } = response;
            response.on('error', () => settle({ failed: 'answer' }));
            response.on('close', () => settle({ status: statusCode, headers: told }));
            response.resume();
          });
          request.on('error', (error: NodeJS.ErrnoException) => {
            settle({ failed: control.signal.aborted ? 'timeout' : (error.code ?? 'network') });
          });
          request.end(body);
        } catch {
          settle({ failed: 'request' });
        }
      });
    },
    abort() {
      for (const control of running) control.abort();
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}
