import { fork } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const TIMES = 30;

const deep = (depth: number): string =>
  `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[{"key":"app.a","value":${'{"arrayValue":{"values":['.repeat(depth)}{"stringValue":"x"}${']}}'.repeat(depth)}}]}]}]}]}`;
const many = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[${Array.from(
  { length: 10_000 },
  (_, i) => `{"key":"app.${i}","value":{"intValue":1}}`,
).join()}]}]}]}]}`;
const gzip = { 'content-encoding': 'gzip' };

const posts: [body: string | Buffer, headers?: Record<string, string>][] = [
  [gzipSync(Buffer.alloc(50_000_000)), gzip],
  [gzipSync(gzipSync(Buffer.alloc(50_000_000))), gzip],
  [brotliCompressSync(Buffer.alloc(50_000_000)), { 'content-encoding': 'br' }],
  [gzipSync(many).subarray(0, 1_000), gzip],
  [gzipSync(many), gzip],
  [deep(100)],
  ['['.repeat(60_000)],
  ['{"resourceLogs":"x"}'],
  ['{"resourceLogs":[],"__proto__":{"admin":true}}'],
];

function post(port: number, body: string | Buffer, headers = {}): Promise<[number, number]> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        port,
        host: '127.0.0.1',
        path: '/telemetry',
        method: 'POST',
        headers: { origin: `http://127.0.0.1:${port}`, 'content-type': 'text/plain', ...headers },
      },
      (answer) => {
        answer.resume();
        resolve([answer.statusCode ?? 0, performance.now() - began]);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/**
 * How long each kind of hostile post takes to be refused, what the process grows by for one of them
 * (the most of all kinds, each after a collection), and by all of them before anything is collected.
 */
export async function hostile(): Promise<Record<string, number>> {
  const server = fork(new URL('./server.mjs', import.meta.url).pathname, {
    env: { ...process.env, OTEL_SERVICE_NAME: 'bench' },
    execArgv: ['--expose-gc'],
  });
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  const memory = async (what: 'tell' | 'collect' = 'tell'): Promise<number> => {
    server.send(what);
    return ((await once(server, 'message')) as [{ peak: number }])[0].peak;
  };
  // Harmless refusals first, so that the code is warm and the memory is that of a server at work.
  for (let i = 0; i < 2_000; i += 1) await post(port, '{}');
  for (const [body, headers] of posts) await post(port, body, headers);
  let one = 0;
  for (const [body, headers] of posts) {
    const alone = await memory('collect');
    await post(port, body, headers);
    await new Promise((resolve) => setTimeout(resolve, 20));
    one = Math.max(one, (await memory()) - alone);
  }
  const before = await memory('collect');
  let slowest = 0;
  let passed = 0;
  for (const [body, headers] of posts) {
    const took: number[] = [];
    for (let i = 0; i < TIMES; i += 1) {
      const [status, ms] = await post(port, body, headers);
      took.push(ms);
      if (status < 400 || status > 499) passed += 1;
    }
    took.sort((a, b) => a - b);
    slowest = Math.max(slowest, took[TIMES >> 1] ?? 0);
  }
  const grown = (await memory()) - before;
  server.kill();
  return { slowest, one, grown, passed };
}
