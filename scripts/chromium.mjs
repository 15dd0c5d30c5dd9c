import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Finds a Chromium for the browser tests. Installs Debian's where this process may.
 *
 * @returns {{ path?: string, why?: string }} the browser, or the reason why there is none.
 */
export function ensureChromium() {
  const named = process.env.SONDE_CHROMIUM;
  if (named) {
    return existsSync(named)
      ? { path: named }
      : { why: `SONDE_CHROMIUM names ${named}, which is not there` };
  }
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return { path: found };
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) {
    return {
      why: 'no Chromium here, and no apt-get to install it with: install one and set SONDE_CHROMIUM to its path',
    };
  }
  if (process.getuid?.() !== 0) {
    return { why: 'no Chromium here, and only root may install it: sudo apt-get install chromium' };
  }
  console.log('Installing Chromium from Debian for the browser tests …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
  ]) {
    const done = spawnSync('apt-get', args, {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (done.status !== 0) {
      return { why: `apt-get ${args[0]} failed: ${done.stderr.trim().split('\n').at(-1)}` };
    }
  }
  return existsSync('/usr/bin/chromium')
    ? { path: '/usr/bin/chromium' }
    : { why: 'apt-get installed no /usr/bin/chromium' };
}
