import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';

const SONDE = new URL('../dist/sonde.js', import.meta.url).pathname;
const FREE = ['--otlp-port', '0', '--grpc-port', '0', '--page-port', '0'];
const folder = mkdtempSync(join(tmpdir(), 'sonde-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: string[], env: Record<string, string> = {}, cwd: string = folder) {
  const child = spawn(process.execPath, [SONDE, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
  });
  return { child, output, ended };
}

async function finished(args: string[], env?: Record<string, string>, cwd?: string) {
  const { output, ended } = run(args, env, cwd);
  return { code: await ended, ...output };
}

async function runUp(): Promise<ReturnType<typeof run> & { otlp: string; page: string }> {
  const up = run(['up', ...FREE, '--data', ':memory:']);
  await vi.waitFor(() => expect(up.output.stdout).toContain('Ctrl-C'), { timeout: 10_000 });
  const address = (word: string) =>
    new RegExp(`${word}\\s+(http://localhost:\\d+)`).exec(up.output.stdout)?.[1] ?? '';
  return { ...up, otlp: address('OTLP/HTTP'), page: address('The page') };
}

test('sonde alone shows its help', async () => {
  for (const args of [[], ['help'], ['--help']]) {
    const answer = await finished(args);
    expect(answer).toMatchObject({ code: 0, stdout: expect.stringContaining('sonde up') });
  }
});

test('what it does not know is one sentence and exit code 1', async () => {
  for (const args of [
    ['dance'],
    ['up', '--loud'],
    ['up', '--otlp-port', 'x'],
    ['up', '--max-size', 'huge'],
    ['up', '--forward-to', 'there'],
  ]) {
    const { code, stderr } = await finished(args);
    expect([args, code]).toEqual([args, 1]);
    expect(stderr).toMatch(/^[^\n]+\nTry "sonde help"\.\n$/);
  }
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'sonde up says where to look and ends at %s',
  async (signal) => {
    const up = await runUp();
    expect((await fetch(up.page)).status).toBe(200);
    expect((await fetch(`${up.page}/api/status`)).status).toBe(200);
    // A live reader that stays must not hold it up.
    const live = await fetch(`${up.page}/api/live`);
    up.child.kill(signal);
    expect(await up.ended).toBe(0);
    await live.body?.cancel().catch(() => undefined);
    expect(up.output.stderr).toBe('');
  },
);

test('a taken port is one sentence that names its holder', async () => {
  const holder = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  const args = ['up', ...FREE, '--otlp-port', String(port), '--data', ':memory:'];
  const { code, stderr } = await finished(args);
  holder.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect(stderr).toContain(`port ${port} is taken by process ${process.pid}`);
  expect(stderr).toContain('which receives OTLP');
  expect(stderr).toContain(`--forward-to http://localhost:${port}`);
});

test('a folder that can not be written is one sentence and exit code 1', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const places = [join(file, 'below')];
  // Node's recursive mkdir would never come back from there.
  if (process.platform === 'linux') places.push('/proc/sonde/below');
  if (process.getuid?.() !== 0) {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    places.push(join(closed, 'below'));
  }
  for (const place of places) {
    const { code, stderr } = await finished(['up', ...FREE, '--data', place]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^[^\n]+ can't be written [^\n]+\n$/);
  }
});

test('the doctor finds nothing wrong where a viewer runs, and its record arrives', async () => {
  const up = await runUp();
  const { code, stdout } = await finished(['doctor'], { OTEL_EXPORTER_OTLP_ENDPOINT: up.otlp });
  expect(stdout).toContain('took a test record');
  expect(stdout).toContain('Nothing is wrong.');
  expect(code).toBe(0);
  const answer = (await (await fetch(`${up.page}/api/logs?service=sonde-doctor`)).json()) as {
    logs: object[];
  };
  expect(answer.logs).toHaveLength(1);
  up.child.kill('SIGTERM');
  await up.ended;
});

test('the doctor says what is wrong: nobody there, a wrong setting, the wrong port', async () => {
  const dead = await finished(['doctor'], { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  expect(dead).toMatchObject({ code: 1, stdout: expect.stringContaining("can't be reached") });
  const up = await runUp();
  const setting = await finished(['doctor'], {
    OTEL_EXPORTER_OTLP_ENDPOINT: up.otlp,
    OTEL_EXPORTER_OTLP_TIMEOUT: 'soon',
    SONDE_RING_BITES: '1',
  });
  expect(setting.code).toBe(1);
  expect(setting.stdout).toContain('OTEL_EXPORTER_OTLP_TIMEOUT');
  expect(setting.stdout).toContain('Was SONDE_RING_BYTES meant?');
  const wrong = await finished(['doctor'], { OTEL_EXPORTER_OTLP_ENDPOINT: up.page });
  expect(wrong).toMatchObject({ code: 1, stdout: expect.stringContaining('answers 405') });
  up.child.kill('SIGTERM');
  await up.ended;
});

test('output to a file has no colour', async () => {
  const { stdout } = await finished(['doctor'], {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
  });
  expect(stdout).not.toContain('\u001b');
});

test('a reader that goes away early ends it without a word', async () => {
  const { child, output, ended } = run(['doctor'], {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
  });
  child.stdout.once('data', () => child.stdout.destroy());
  await ended;
  expect(output.stderr).toBe('');
});
