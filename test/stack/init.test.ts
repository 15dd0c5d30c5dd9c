import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './stack-tools.ts';

it('npm run stack:init writes a password of its own, private, and never over another', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-init-'));
  try {
    mkdirSync(join(folder, 'dashboards/alertmanager'), { recursive: true });
    const init = () =>
      execFileSync(process.execPath, [join(root, 'scripts/stack-init.mjs')], {
        env: { ...process.env, SONDE_STACK_ROOT: folder },
        encoding: 'utf8',
      });
    init();
    const first = readFileSync(join(folder, '.env'), 'utf8');
    expect(first).toMatch(/^SONDE_GRAFANA_PASSWORD=[\w-]{32}$/m);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    const secrets = join(folder, 'dashboards/alertmanager/secrets');
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
    expect(statSync(join(secrets, 'slack-url')).mode & 0o777).toBe(0o600);
    expect(init()).toContain('.env is there already');
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(first);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
