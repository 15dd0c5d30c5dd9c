import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { fixture } from './run-traced.js';

const HOSTS = ['127.0.0.1', 'orders', 'pay.svc', 'example.com', 'eu.example.org', 'example.org'];

/** The baggage that each call came with, by path and host. */
function called(env: Record<string, string> = {}): Record<string, string> {
  const args = ['--import', fixture('preload.mjs'), fixture('baggage.mjs'), ...HOSTS];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Record<string, string>;
}

describe('baggage', () => {
  const all = 'tier=gold,user=%C3%BC%207';

  it('goes to the own network, and not to a foreign host', () => {
    expect(called()).toEqual({
      '/http 127.0.0.1': all,
      '/http orders': all,
      '/http pay.svc': all,
      '/http example.com': '',
      '/http eu.example.org': '',
      '/http example.org': '',
      '/fetch 127.0.0.1': all,
    });
  });

  it('goes to hosts that are named, and only under keys that are', () => {
    const env = { SONDE_BAGGAGE_HOSTS: 'example.com,.example.org', SONDE_BAGGAGE_KEYS: 'tier' };
    expect(called(env)).toEqual({
      '/http 127.0.0.1': 'tier=gold',
      '/http orders': 'tier=gold',
      '/http pay.svc': 'tier=gold',
      '/http example.com': 'tier=gold',
      '/http eu.example.org': 'tier=gold',
      '/http example.org': '',
      '/fetch 127.0.0.1': 'tier=gold',
    });
    expect(called({ SONDE_BAGGAGE_KEYS: 'other' })['/fetch 127.0.0.1']).toBe('');
  });
});
