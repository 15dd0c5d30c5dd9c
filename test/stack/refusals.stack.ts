import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bodiesOf, makeProbes } from './otlp-probe.ts';
import { hasTool } from './stack-tools.ts';
import { type Collector, startCollector } from './start-collector.ts';

const BODY = JSON.stringify(bodiesOf(makeProbes(1)).logs);
const JSON_TYPE = { 'content-type': 'application/json' };
const LIMIT_MIB = 16;

let home: string;
let collector: Collector;
let count = 0;

async function open(overlays: string[], env: Record<string, string>): Promise<void> {
  const files = ['config.yaml', ...overlays.map((name) => `overlays/${name}`)];
  collector = await startCollector({ files, folder: join(home, String(count++)), env });
}

async function send(authorization?: string, body: string = BODY): Promise<number> {
  const headers = { ...JSON_TYPE, ...(authorization && { authorization }) };
  const answer = await fetch(`${collector.url}/v1/logs`, { method: 'POST', headers, body });
  return answer.status;
}

describe.skipIf(!hasTool('sonde-collector'))('The collector refuses', () => {
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'sonde-refusals-'));
    writeFileSync(join(home, 'token'), 'the-right-one', { mode: 0o600 });
  });
  afterEach(() => collector?.stop('SIGKILL'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('who brings no token or a wrong one', async () => {
    await open(['token.yaml'], { SONDE_COLLECTOR_TOKEN_FILE: join(home, 'token') });
    expect(await send()).toBe(401);
    expect(await send('Bearer a-wrong-one')).toBe(401);
    expect(await send('Bearer the-right-one')).toBe(200);
  });

  it('who brings no password or a wrong one', async () => {
    const hash = createHash('sha1').update('right').digest('base64');
    writeFileSync(join(home, 'htpasswd'), `agent:{SHA}${hash}\n`);
    await open(['basic-auth.yaml'], { SONDE_COLLECTOR_HTPASSWD_FILE: join(home, 'htpasswd') });
    const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
    expect(await send()).toBe(401);
    expect(await send(basic('agent:wrong'))).toBe(401);
    expect(await send(basic('agent:right'))).toBe(200);
  });

  it('who speaks without TLS, with an old one, or without the token', async () => {
    const [key, cert] = [join(home, 'key.pem'), join(home, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
    execFileSync('openssl', ['req', '-x509', ...fresh, ...subject, '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    });
    await open(['tls-token.yaml'], {
      SONDE_COLLECTOR_TOKEN_FILE: join(home, 'token'),
      SONDE_COLLECTOR_CERT_FILE: cert,
      SONDE_COLLECTOR_KEY_FILE: key,
    });
    const url = `${collector.url.replace('http:', 'https:')}/v1/logs`;
    const sendTls = (authorization: string, maxVersion: 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<number | string>((resolve) => {
        const headers = { ...JSON_TYPE, authorization };
        const options = { method: 'POST', headers, ca: readFileSync(cert), maxVersion };
        request(url, options, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        })
          .on('error', ({ message }) => resolve(message))
          .end(BODY);
      });
    expect(await send('Bearer the-right-one')).toBe(400);
    expect(await sendTls('Bearer the-right-one', 'TLSv1.2')).toContain('protocol version');
    expect(await sendTls('Bearer a-wrong-one', 'TLSv1.3')).toBe(401);
    expect(await sendTls('Bearer the-right-one', 'TLSv1.3')).toBe(200);
  });

  it('a body over its limit', async () => {
    await open([], {});
    const padded = (mib: number) =>
      JSON.stringify({ resourceLogs: [], padding: 'x'.repeat(mib << 20) });
    expect(await send(undefined, padded(LIMIT_MIB - 1))).toBe(200);
    expect(await send(undefined, padded(LIMIT_MIB))).toBeGreaterThanOrEqual(400);
  });
});
