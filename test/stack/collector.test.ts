import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
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
  SONDE_ZIPKIN_URL: 'https://zipkin.invalid/api/v2/spans',
  SONDE_ELASTICSEARCH_URL: 'https://elastic.invalid:9200',
  SONDE_ELASTICSEARCH_KEY: 'a2V5',
  SONDE_SPLUNK_URL: 'https://splunk.invalid:8088/services/collector',
  SONDE_SPLUNK_TOKEN: 'token',
  SONDE_DATADOG_KEY: 'key',
  SONDE_S3_BUCKET: 'archive',
  SONDE_KAFKA_BROKERS: '[kafka-1:9092, kafka-2:9092]',
  SONDE_GATEWAY_HOST: 'gateway.invalid',
};

const LOCKS = ['token.yaml', 'tls-token.yaml', 'basic-auth.yaml'];
/** Of the overlays, those that go on top of agent.yaml. */
const OF_THE_AGENT = ['agent-kafka.yaml'];
const ofTheGateway = overlays.filter((name) => !OF_THE_AGENT.includes(name));

const validate = (...files: string[]) =>
  runTool(
    'sonde-collector',
    ['validate', ...files.flatMap((file) => ['--config', `collector/${file}`])],
    ENV,
  );

const readConfig = (file: string): Config =>
  parse(readFileSync(join(root, 'collector', file), 'utf8'), { merge: true }) as Config;

type Config = Record<'extensions' | 'receivers' | 'processors', Record<string, unknown>>;

describe('The collector', () => {
  it('has every overlay in its table', () => {
    expect(overlays.filter((name) => !table.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('names no variable that its table leaves out', () => {
    const folder = join(root, 'collector');
    const files = ['config.yaml', 'agent.yaml', ...overlays.map((name) => `overlays/${name}`)];
    const used = files.flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/\$\{env:(\w+)/g)].map(
        ([, name]) => name ?? '',
      ),
    );
    expect(used.length).toBeGreaterThan(40);
    expect([...new Set(used)].filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  });

  it('redacts in the agent what it redacts in the gateway, and listens and waits alike', () => {
    const [gateway, agent] = [readConfig('config.yaml'), readConfig('agent.yaml')];
    expect(agent.extensions).toEqual(gateway.extensions);
    for (const name of ['memory_limiter', 'redaction', 'transform/told', 'transform/told_again'])
      expect(agent.processors[name]).toEqual(gateway.processors[name]);
    for (const name of ['otlp', 'syslog', 'file_log'])
      expect(agent.receivers[name]).toEqual(gateway.receivers[name]);
  });

  describe.skipIf(!hasTool('sonde-collector'))('(if npm run stack has built it)', () => {
    it('accepts the configuration without any variable set', async () => {
      const args = ['validate', '--config', 'collector/config.yaml'];
      expect(await runTool('sonde-collector', args)).toEqual({ code: 0, output: '' });
    });

    it.each(ofTheGateway)('accepts the configuration with %s', async (name) => {
      expect(await validate('config.yaml', `overlays/${name}`)).toEqual({ code: 0, output: '' });
    });

    it('accepts all further destinations at once', async () => {
      const destinations = ofTheGateway.filter((name) => !LOCKS.includes(name));
      const files = destinations.map((name) => `overlays/${name}`);
      expect(await validate('config.yaml', ...files)).toEqual({ code: 0, output: '' });
    });

    it('accepts the agent, alone and with Kafka behind it', async () => {
      expect(await validate('agent.yaml')).toEqual({ code: 0, output: '' });
      for (const name of OF_THE_AGENT)
        expect(await validate('agent.yaml', `overlays/${name}`)).toEqual({ code: 0, output: '' });
    });

    it('refuses a name that no component has', async () => {
      const { code } = await runTool('sonde-collector', [
        'validate',
        '--config=collector/config.yaml',
        '--config=yaml:processors::no_such_thing::x: 1',
      ]);
      expect(code).not.toBe(0);
    });
  });
});
