import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { startService, until } from './start-service.js';

vi.setConfig({ testTimeout: 120_000 });

const CANARY = 'canary-7c0ffee7';
/** Of the old generation; a process that leaks ends here. */
const LIMIT_MB = 120;
/** From here on it grows slowly. */
const SLOWLY_FROM = 105e6;
const PAUSE_MS = 40;
const DEADLINE_MS = 90_000;

it('a heap near its limit is told with its function, and what stays is kept as a profile without a value', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-near-'));
  const service = await startService('remembering.mjs', {
    flags: [`--max-old-space-size=${LIMIT_MB}`],
    env: { SONDE_PROFILE_DIR: folder, CANARY },
  });
  try {
    const told = () => service.records.find((one) => one.eventName === 'nodejs.heap.growth');
    const end = Date.now() + DEADLINE_MS;
    while (!told() && Date.now() < end && service.child.exitCode === null) {
      const answer = await fetch(`http://127.0.0.1:${service.port}/closure`);
      if (Number(await answer.text()) > SLOWLY_FROM) await setTimeout(PAUSE_MS);
    }
    expect(told()?.message).toMatch(
      /^the heap grows .* most of what stays was made in rememberHandler/,
    );
    expect(told()?.attributes).toMatchObject({
      'code.function.name': 'rememberHandler',
      'code.line.number': expect.any(Number),
    });
    const name = String(told()?.attributes['sonde.profile.file']);
    expect(name).toMatch(/^fixture-\d+-\d+\.heapprofile$/);
    const file = join(folder, name);
    expect(await until(() => readdirSync(folder).includes(name))).toBe(true);
    expect(await until(() => readFileSync(file, 'utf8').endsWith('}'))).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ head: { callFrame: { functionName: '(root)' } } });
    expect(text).toContain('"functionName":"rememberHandler"');
    expect(text + JSON.stringify(service.records)).not.toContain(CANARY);
  } finally {
    service.child.kill('SIGKILL');
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
