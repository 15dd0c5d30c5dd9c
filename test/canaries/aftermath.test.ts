import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { type Recorder, startRecorder } from '../end-to-end/start-recorder.ts';
import { findCanaries } from './find-canaries.ts';
import { type Canary, makeCanaries } from './make-canaries.ts';

/** `npm run test:canaries`: all canaries, a hundred at a time. Else the first hundred. */
const ALL = process.env['SONDE_CANARIES'] === 'all';
const SERVICE = fileURLToPath(new URL('./aftermath.mjs', import.meta.url));
const REGISTER = import.meta.resolve('@sonde/node/register');
const AT_ONCE = 100;

vi.setConfig({ testTimeout: 600_000 });

const canaries = makeCanaries(2000, 20_261);
const rounds = Array.from({ length: ALL ? canaries.length / AT_ONCE : 1 }, (_, at) =>
  canaries.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
);
const base = mkdtempSync(join(tmpdir(), 'sonde-aftermath-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

function start(list: readonly Canary[], way: string, folder: string, url: string): ChildProcess {
  const file = join(base, 'canaries.json');
  writeFileSync(file, JSON.stringify(list));
  return fork(SERVICE, [file, way], {
    execArgv: ['--import', REGISTER],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      VITEST: '',
      OTEL_SERVICE_NAME: 'careless',
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      SONDE_SPOOL_DIR: join(folder, 'spool'),
      SONDE_PROFILE_DIR: join(folder, 'state'),
      SONDE_PROFILE_SIGNAL: 'SIGUSR2',
      SONDE_PROFILE_SHIP: '1',
    },
  });
}

async function withRecorder(work: (recorder: Recorder, folder: string) => Promise<void>) {
  const taker = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end());
  });
  await once(taker.listen(0, '127.0.0.1'), 'listening');
  const { port } = taker.address() as AddressInfo;
  const recorder = await startRecorder(`http://127.0.0.1:${port}`);
  const folder = mkdtempSync(join(base, 'run-'));
  try {
    await work(recorder, folder);
  } finally {
    await recorder.close();
    taker.closeAllConnections();
    taker.close();
  }
}

function expectNone(bytes: Buffer, list: readonly Canary[], marks: readonly string[]): void {
  expect(marks.filter((mark) => !bytes.includes(mark))).toEqual([]);
  const sightings = findCanaries(bytes, list);
  const shown = sightings.slice(0, 12).map(({ canary, around }) => `${canary.kind}: ${around}`);
  expect(shown, `${sightings.length} canaries`).toEqual([]);
}

describe('no canary is', () => {
  test('in the notes of a process that was killed, nor in the record that its next start sends', async () => {
    for (const list of rounds) {
      await withRecorder(async (recorder, folder) => {
        const first = start(list, 'wait', folder, recorder.url);
        await once(first, 'message');
        first.kill('SIGKILL');
        await once(first, 'exit');
        const state = join(folder, 'state');
        const boxes = readdirSync(state).filter((name) => name.endsWith('.box'));
        expect(boxes).toHaveLength(1);
        const notes = Buffer.concat(boxes.map((name) => readFileSync(join(state, name))));
        expectNone(notes, list, ['told-line', 'told-cut', 'told-open']);
        const next = start(list.slice(0, 30), 'end', folder, recorder.url);
        await once(next, 'exit');
        const marks = [
          'told-line',
          'told-open',
          'told-block',
          'sonde.crash.requests',
          'ProcessKilled',
        ];
        expectNone(recorder.bytes(), list, marks);
      });
    }
  });

  test('in the record of an error that nobody caught, with its last lines and open requests', async () => {
    for (const list of rounds.slice(0, 4)) {
      await withRecorder(async (recorder, folder) => {
        await once(start(list, 'throw', folder, recorder.url), 'exit');
        expectNone(recorder.bytes(), list, [
          'told-end',
          'sonde.crash.lines',
          'told-line',
          'told-open',
        ]);
      });
    }
  });

  test('in the summary of a profile, nor in the record of a block', async () => {
    const [list = []] = rounds;
    await withRecorder(async (recorder, folder) => {
      const child = start(list, 'profile', folder, recorder.url);
      const exited = once(child, 'exit');
      await once(child, 'message');
      child.kill('SIGUSR2');
      child.send('work');
      await vi.waitFor(() => expect(recorder.bytes().includes('nodejs.profile')).toBe(true), {
        timeout: 60_000,
        interval: 200,
      });
      child.send('end');
      await exited;
      const marks = ['told-work', 'sonde.profile.tree', 'nodejs.event_loop.block'];
      expectNone(recorder.bytes(), list, marks);
    });
  });
});
