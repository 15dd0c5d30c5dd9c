import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { OTHER_CORE, onCore, SERVER_CORE, startOnCore } from './pinned.ts';

const FLOOD_PER_SECOND = 5_000;
const SECONDS = 5;

/** Until the thousand connections are there. */
const CONNECTING_MS = 2_000;
const WARM_SECONDS = 1;

interface ServerState {
  own: number;
  delayP99: number;
  cpu: number;
  rss: number;
  stats?: { accepted: number; refused: Record<string, number> };
  ledger?: Record<string, { dropped: Record<string, number> }>;
}

interface Neighbour {
  asked: number;
  answered: number;
  p50: number;
  p99: number;
}

const here = (name: string): string => new URL(name, import.meta.url).pathname;

async function output(name: string, args: (string | number)[]): Promise<unknown> {
  const [command, pinned] = onCore(OTHER_CORE, process.execPath, here(name));
  // What floods gives way to what measures.
  const nice = name === 'flood-client.mjs' ? '10' : '0';
  const child = spawn('nice', ['-n', nice, command, ...pinned, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'exit');
  return JSON.parse(text);
}

/**
 * What a route of the same server feels while a thousand addresses post 5,000 beacons a second, what
 * the process then holds, and what of the server's own records came through.
 */
export async function flood(
  kind: 'bare' | 'lane' | 'intake',
  body: string,
  perSecond: number = FLOOD_PER_SECOND,
): Promise<Record<string, number>> {
  const sink = startOnCore(OTHER_CORE, './flood-sink.mjs');
  const [sinkPort] = (await once(sink, 'message')) as [number];
  const server = startOnCore(SERVER_CORE, './flood-server.mjs', {
    KIND: kind,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sinkPort}`,
    OTEL_SERVICE_NAME: 'bench',
    SONDE_SPOOL_DIR: '',
  });
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  // A server that stands on the open internet has run for longer than this one.
  await output('flood-client.mjs', [port, perSecond, WARM_SECONDS, body]);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const calm = (await output('flood-neighbour.mjs', [port, SECONDS, 0])) as Neighbour;
  const before = await stateOf(server);
  const [flooded, client] = (await Promise.all([
    output('flood-neighbour.mjs', [port, SECONDS, CONNECTING_MS]),
    output('flood-client.mjs', [port, perSecond, SECONDS + 2, body]),
  ])) as [
    Neighbour,
    { sent: number; took: number; connections: number; answers: Record<string, number> },
  ];
  const after = await stateOf(server);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const received = (await (await fetch(`http://127.0.0.1:${sinkPort}`)).json()) as { own: number };
  server.kill();
  sink.kill();
  return {
    sent: client.sent / client.took,
    answered: Object.values(client.answers).reduce((sum, count) => sum + count, 0) / client.sent,
    taken: client.answers['204'] ?? 0,
    connections: client.connections,
    calmP99: calm.p99,
    floodP50: flooded.p50,
    floodP99: flooded.p99,
    added: flooded.p99 - calm.p99,
    ownLost: kind === 'bare' ? 0 : after.own - received.own,
    unanswered: flooded.asked - flooded.answered,
    delayP99: after.delayP99,
    cpu: after.cpu - before.cpu,
    rss: after.rss,
  };
}

async function stateOf(server: ChildProcess): Promise<ServerState> {
  server.send('tell');
  return ((await once(server, 'message')) as [ServerState])[0];
}
