import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const SONDE = fileURLToPath(new URL('../dist/sonde.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sonde-redact-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(args: string[], input?: Iterable<string>, env = {}) {
  const child = spawn(process.execPath, [SONDE, 'redact', ...args], {
    env: { ...process.env, ...env },
  });
  const outputs = Promise.all([text(child.stdout), text(child.stderr)]);
  for (const piece of input ?? []) {
    if (!child.stdin.write(piece)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [code] = (await once(child, 'exit')) as [number];
  const [out, err] = await outputs;
  return { code, out, err };
}

function fileWith(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe('sonde redact --check', () => {
  it('tells rules and paths, counts, and no value', async () => {
    const lines = [
      { level: 30, user: { password: 'hunter2-canary' }, msg: 'order 1 paid' },
      { level: 30, user: { password: 'hunter2-canary' }, msg: 'card 4111 1111 1111 1111' },
      { level: 30, msg: 'nothing here', order: 7 },
    ];
    const content = `${lines.map((line) => JSON.stringify(line)).join('\r\n')}\n\nplain token=canary-77\n`;
    const { code, out, err } = await run(['--check', fileWith('app.ndjson', content)]);
    expect(err).toBe('');
    expect(out).toBe(
      '4 would be redacted in 3 of them: 3 records and 1 lines that are no JSON read\n\n' +
        '  2  key   user.password\n' +
        '  1  key   (the line)\n' +
        '  1  card  msg\n',
    );
    expect(code).toBe(1);
  });

  it('ends with 0 where nothing would be redacted', async () => {
    const { code, out } = await run(['--check', fileWith('clean.ndjson', '{"a":1}\n')]);
    expect(out).toBe('nothing would be redacted: 1 records read\n');
    expect(code).toBe(0);
  });

  it('ends with 2 where the file can not be read, and with 1 and a sentence where none is named', async () => {
    const missing = await run(['--check', join(folder, 'missing.ndjson')]);
    expect(missing).toMatchObject({ code: 2, out: '' });
    expect(missing.err).toMatch(/^sonde: .*missing\.ndjson can't be read \(ENOENT\)\n$/);
    expect((await run([])).err).toContain('Say which file');
  });

  it('takes more rules from its flags and the environment, and can speak JSON', async () => {
    const file = fileWith(
      'more.ndjson',
      '{"nick":"joe","msg":"joe@example.com or +49 151 23456789","a":{"b":1}}',
    );
    const args = ['--check', file, '--json', '--keys', 'nick', '--email', '--phone'];
    const { out } = await run(args, [], { SONDE_REDACT_PATHS: 'a.b' });
    expect(JSON.parse(out)).toEqual({
      records: 1,
      texts: 0,
      touched: 1,
      findings: [
        { rule: 'path', path: 'a.b', count: 1 },
        { rule: 'email', path: 'msg', count: 1 },
        { rule: 'phone', path: 'msg', count: 1 },
        { rule: 'key', path: 'nick', count: 1 },
      ],
    });
  });

  it('reads a stream of any size in little memory, a line without an end included', async () => {
    function* pieces() {
      const line = `${JSON.stringify({ msg: 'order paid', note: 'x'.repeat(2000), pin: 1234 })}\n`;
      for (let i = 0; i < 200; i++) yield line.repeat(50);
      for (let i = 0; i < 400; i++) yield 'words of a line without an end '.repeat(1000);
    }
    const { code, out } = await run(['--check', '-', '--json'], pieces(), {
      NODE_OPTIONS: '--max-old-space-size=48',
    });
    expect(code).toBe(1);
    const { records, texts, findings } = JSON.parse(out);
    expect(records).toBe(10_000);
    expect(texts).toBeGreaterThan(5);
    expect(findings).toContainEqual({ rule: 'key', path: 'pin', count: 10_000 });
  });
});
