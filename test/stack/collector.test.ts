import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasTool, root, runTool } from './stack-tools.ts';

const overlays = readdirSync(join(root, 'collector/overlays'));
const table = readFileSync(join(root, 'collector/README.md'), 'utf8');

/** What each overlay asks of the environment; the values need only be well formed. */
const ENV = {
  SONDE_COLLECTOR_TOKEN_FILE: '/run/secrets/token',
  SONDE_COLLECTOR_HTPASSWD_FILE: '/run/secrets/htpasswd',
  SONDE_COLLECTOR_CERT_FILE: '/run/secrets/cert.pem',
  SONDE_COLLECTOR_KEY_FILE: '/run/secrets/key.pem',
  SONDE_TEMPO_ENDPOINT: 'tempo:4317',
  SONDE_NEW_RELIC_KEY: 'key',
  SONDE_SENTRY_OTLP_URL: 'https://sentry.invalid/api/1/integration/otlp',
  SONDE_SENTRY_KEY: 'key',
  SONDE_CHECK_URL: 'https://shop.invalid/health',
};

describe('The collector', () => {
  it('has every overlay in its table', () => {
    expect(overlays.filter((name) => !table.includes(`| \`${name}\` |`))).toEqual([]);
  });

  describe.skipIf(!hasTool('sonde-collector'))('(if npm run stack has built it)', () => {
    it('accepts the configuration without any variable set', async () => {
      const args = ['validate', '--config', 'collector/config.yaml'];
      expect(await runTool('sonde-collector', args)).toEqual({ code: 0, output: '' });
    });

    it.each(overlays)('accepts the configuration with %s', async (name) => {
      const args = ['validate', '--config', 'collector/config.yaml'];
      args.push('--config', `collector/overlays/${name}`);
      expect(await runTool('sonde-collector', args, ENV)).toEqual({ code: 0, output: '' });
    });

    it('accepts all further destinations at once', async () => {
      const locks = ['token.yaml', 'tls-token.yaml', 'basic-auth.yaml'];
      const args = overlays
        .filter((name) => !locks.includes(name))
        .flatMap((name) => ['--config', `collector/overlays/${name}`]);
      const all = ['validate', '--config', 'collector/config.yaml', ...args];
      expect(await runTool('sonde-collector', all, ENV)).toEqual({ code: 0, output: '' });
    });
  });
});
