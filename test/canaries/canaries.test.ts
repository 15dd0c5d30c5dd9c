import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startViewer } from '@sonde/viewer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRecorder } from '../end-to-end/start-recorder.ts';
import { findCanaries } from './find-canaries.ts';
import { type Canary, makeCanaries } from './make-canaries.ts';

/** `npm run test:canaries`: each canary in each position, for minutes. Else each in one position. */
const ALL = process.env['SONDE_CANARIES'] === 'all';
const COUNT = 2000;
const SERVICE = fileURLToPath(new URL('./service.mjs', import.meta.url));
const REGISTER = import.meta.resolve('@sonde/node/register');
const { positions } = (await import(new URL('./positions.mjs', import.meta.url).href)) as {
  positions: Record<string, { formed: boolean; told: string }>;
};
const names = Object.keys(positions);
const TIMEOUT = ALL ? 1_200_000 : 120_000;

const canaries = makeCanaries(COUNT, 20_261);
const told = [...Object.values(positions).map((position) => position.told), 'told-crash'];
const folder = mkdtempSync(join(tmpdir(), 'sonde-canaries-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function casesOf(list: readonly Canary[]): [string, string][] {
  return list.flatMap((canary, i) => {
    const fit = names.filter((name) => !(canary.needsKey && positions[name]?.formed));
    const at = ALL ? fit : [fit[i % fit.length] ?? ''];
    return at.map((name): [string, string] => [name, canary.text]);
  });
}

interface Run {
  stdout: string;
  stderr: string;
  code: number;
}

/** The service in a process of its own, with the preload. */
async function runService(
  list: readonly Canary[],
  endpoint: string,
  spool: string,
  settings: Record<string, string> = {},
): Promise<Run> {
  const file = join(folder, 'cases.json');
  writeFileSync(file, JSON.stringify(casesOf(list)));
  const child = fork(SERVICE, [file], {
    execArgv: ['--import', REGISTER],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      VITEST: '',
      OTEL_SERVICE_NAME: 'careless',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      // A canary in a spool file stands there as it is.
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      SONDE_SPOOL_DIR: spool,
      SONDE_CONSOLE: '1',
      ...settings,
    },
  });
  const outputs = Promise.all([text(child.stdout!), text(child.stderr!)]);
  const [code] = (await once(child, 'exit')) as [number];
  const [stdout, stderr] = await outputs;
  return { stdout, stderr, code };
}

function bytesBelow(path: string): Buffer {
  const files = readdirSync(path, { recursive: true, withFileTypes: true });
  return Buffer.concat(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  );
}

function expectNone(bytes: Buffer, list: readonly Canary[]): void {
  const sightings = findCanaries(bytes, list);
  const shown = sightings.slice(0, 12).map(({ canary, around }) => `${canary.kind}: ${around}`);
  expect(shown, `${sightings.length} canaries`).toEqual([]);
}

function missingIn(bytes: Buffer): string[] {
  return told.filter((mark) => !bytes.includes(mark));
}

/** The lines of our own logger: those that plain code prints are its own affair. */
function loggerLines(stdout: string): string {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{"level":'))
    .join('\n');
}

describe('the way to find canaries', () => {
  const some = canaries.slice(0, 300);
  test('finds each, in any spelling, and nothing else', () => {
    const bytes = Buffer.from(
      some.map(({ core: secret }) => `x=${encodeURIComponent(secret)};`).join(''),
    );
    expect(findCanaries(bytes, some).length).toBe(some.length);
    expect(findCanaries(Buffer.from(some.map((one) => one.core).join(' ')), some).length).toBe(300);
    expect(findCanaries(bytes, canaries.slice(300))).toEqual([]);
  });

  test('has 2,000 different ones and 40 positions or more', () => {
    expect(new Set(canaries.map((canary) => canary.text)).size).toBe(COUNT);
    expect(names.length).toBeGreaterThanOrEqual(40);
  });
});

describe('while the viewer takes all', () => {
  const data = join(folder, 'viewer');
  let run: Run;
  let wire: Buffer;
  let store: Buffer;

  beforeAll(async () => {
    const viewer = await startViewer({
      dataFolder: data,
      otlpHttpPort: 0,
      otlpGrpcPort: 0,
      pagePort: 0,
    });
    const recorder = await startRecorder(viewer.urls.otlpHttp);
    run = await runService(canaries, recorder.url, join(folder, 'spool-up'));
    await recorder.close();
    await viewer.close();
    wire = recorder.bytes();
    store = bytesBelow(data);
  }, TIMEOUT);

  test('every position is told on the wire and in the store', () => {
    expect(run.stderr).not.toContain(' failed: ');
    expect(missingIn(wire)).toEqual([]);
    expect(missingIn(store)).toEqual([]);
  });

  test('no canary is in a line of the logger', () => {
    const lines = loggerLines(run.stdout);
    expect(lines).toContain('told-a-key-');
    expectNone(Buffer.from(lines), canaries);
  });

  test('no canary is on the wire', () => expectNone(wire, canaries));
  test('no canary is in the store of the viewer', () => expectNone(store, canaries));
  test('no canary is in what Sonde says on standard error', () => {
    const own = run.stderr.split('\n').filter((line) => line.startsWith('sonde:'));
    expectNone(Buffer.from(own.join('\n')), canaries);
  });
});

describe('while the collector is away', () => {
  const spool = join(folder, 'spool-down');
  const list = ALL ? canaries : canaries.slice(0, 300);

  beforeAll(async () => {
    // A port that nobody listens on.
    await runService(list, 'http://127.0.0.1:9', spool);
  }, TIMEOUT);

  test('every position waits in the spool, the crash too, and no canary', () => {
    const bytes = bytesBelow(spool);
    expect(missingIn(bytes)).toEqual([]);
    expectNone(bytes, list);
  });
});

describe('while the collector refuses all', () => {
  const spool = join(folder, 'spool-refused');
  const list = ALL ? canaries : canaries.slice(300, 600);

  beforeAll(async () => {
    const refuser = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(400).end());
    });
    await once(refuser.listen(0, '127.0.0.1'), 'listening');
    const { port } = refuser.address() as AddressInfo;
    await runService(list, `http://127.0.0.1:${port}`, spool);
    refuser.close();
    refuser.closeAllConnections();
  }, TIMEOUT);

  test('every position lies with the dead letters, and no canary', () => {
    const letters = Buffer.concat(
      readdirSync(spool, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.includes('dead-letter') && path.endsWith('.seg'))
        .map((path) => readFileSync(join(spool, path))),
    );
    expect(missingIn(letters)).toEqual([]);
    expectNone(letters, list);
  });
});

describe('while every record is written down in its call', () => {
  const spool = join(folder, 'spool-journal');
  const list = ALL ? canaries : canaries.slice(600, 900);

  beforeAll(async () => {
    await runService(list, 'http://127.0.0.1:9', spool, { SONDE_DURABILITY: 'process' });
  }, TIMEOUT);

  test('every position is on the disk, and no canary', () => {
    const bytes = bytesBelow(spool);
    expect(missingIn(bytes)).toEqual([]);
    expectNone(bytes, list);
  });
});

describe('while errors go to trackers too, and all to a file', () => {
  const list = ALL ? canaries.slice(0, 600) : canaries.slice(900, 1100);
  const file = join(folder, 'lines.ndjson');
  let posted: Buffer;

  beforeAll(async () => {
    const taker = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(200).end());
    });
    await once(taker.listen(0, '127.0.0.1'), 'listening');
    const { port } = taker.address() as AddressInfo;
    const recorder = await startRecorder(`http://127.0.0.1:${port}`);
    const host = recorder.url.replace('http://', '');
    await runService(list, recorder.url, join(folder, 'spool-outputs'), {
      SONDE_OUTPUTS: `file:${file}`,
      SONDE_SENTRY_DSN: `http://abcdef@${host}/42`,
      SONDE_BUGSNAG_API_KEY: '0123456789abcdef0123456789abcdef',
      SONDE_BUGSNAG_ENDPOINT: `http://${host}/notify`,
    });
    await recorder.close();
    taker.closeAllConnections();
    taker.close();
    posted = recorder.bytes();
  }, TIMEOUT);

  test('no canary is in the file', () => {
    const bytes = readFileSync(file);
    expect(bytes.includes('told-a-key-')).toBe(true);
    expect(bytes.includes('told-crash')).toBe(true);
    expectNone(bytes, list);
  });

  test('no canary is in what the trackers got', () => {
    for (const mark of [
      'told-an-error-message-',
      'told-captureerror-',
      'told-a-page-s-error-',
      'api/42/envelope',
      'groupingHash',
    ])
      expect(posted.toString('latin1').toLowerCase().includes(mark.toLowerCase()), mark).toBe(true);
    expectNone(posted, list);
  });
});
