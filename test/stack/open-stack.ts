import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STACK_PORTS } from '../../scripts/stack/ports.mjs';
import { startStack } from '../../scripts/stack/start-stack.mjs';
import { freePorts } from '../end-to-end/free-ports.ts';
import { type Program, runProgram } from '../end-to-end/run-program.ts';
import { bin, root } from './stack-tools.ts';
import { startMailSink } from './start-mail-sink.ts';

export interface Notice {
  status: 'firing' | 'resolved';
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** Where the links of the alerts lead. */
export const GRAFANA = 'http://grafana.invalid';

export interface OpenStack {
  urls: Record<'otlp' | 'browser' | 'loki' | 'jaeger' | 'prometheus' | 'alertmanager', string>;
  shopUrl: string;
  /** What Alertmanager sent to the webhook so far. */
  notices: Notice[];
  /** What it sent by mail. */
  mails: string[];
  /** Where each part keeps its data, by name. */
  data: string;
  start(name: string): Promise<void>;
  stop(name: string, signal?: string): Promise<void>;
  switchFault(name: string, on: boolean): Promise<void>;
  close(): Promise<void>;
}

/**
 * The stack and the shop on free ports, with a visitor in the shop, a webhook and a mail server for
 * the alerts. `names` are the parts to start, all of them if left out.
 */
export async function openStack(names?: string[]): Promise<OpenStack> {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-stack-'));
  const notices: Notice[] = [];
  const webhook = await startWebhook(notices);
  const mail = await startMailSink();
  const secrets = join(folder, 'secrets');
  writeSecrets(secrets, `http://127.0.0.1:${(webhook.address() as AddressInfo).port}`);

  const shopNames = ['', 'CATALOG_', 'ORDERS_', 'NOTIFY_', 'POSTGRES_'];
  const free = await freePorts(Object.keys(STACK_PORTS).length + shopNames.length);
  const ports = Object.fromEntries(Object.keys(STACK_PORTS).map((name) => [name, free.pop()]));
  const shopPorts = Object.fromEntries(
    shopNames.map((name) => [`SONDE_SHOP_${name}PORT`, String(free.pop())]),
  );
  const env = { ...process.env, NODE_OPTIONS: undefined, VITEST: undefined };
  const kept = {
    ...env,
    SONDE_TRACES_KEPT_PERCENT: '100',
    SONDE_GRAFANA_URL: GRAFANA,
    SONDE_SMTP: `127.0.0.1:${mail.port}`,
  };
  const stack = await startStack({ root, bin, folder, secrets, ports, env: kept, names });

  const shopUrl = `http://127.0.0.1:${shopPorts['SONDE_SHOP_PORT']}`;
  const shop = runProgram(process.execPath, [join(root, 'examples/shop/run.mjs')], {
    cwd: root,
    env: {
      ...env,
      ...shopPorts,
      OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.otlp,
      SONDE_SPOOL_DIR: join(folder, 'spool'),
      SONDE_BLOCK_THRESHOLD_MS: '100',
    },
  });
  const programs: Program[] = [shop];
  async function close(): Promise<void> {
    for (const { child } of programs.toReversed()) child.kill('SIGTERM');
    await Promise.all(programs.map(({ ended }) => ended));
    await stack.close();
    webhook.closeAllConnections();
    webhook.close();
    await mail.close();
    await rm(folder, { recursive: true, force: true });
  }
  try {
    await shop.says('The shop is open', 120_000);
  } catch (error) {
    await close();
    throw error;
  }
  const visitor = join(root, 'examples/shop/visitor.mjs');
  programs.push(
    runProgram(process.execPath, [visitor], {
      cwd: root,
      env: { ...env, SHOP_URL: shopUrl, VISITOR_PAUSE_MS: '200' },
    }),
  );
  return {
    urls: stack.urls,
    shopUrl,
    notices,
    mails: mail.mails,
    data: join(folder, 'data'),
    start: stack.start,
    stop: stack.stop,
    async switchFault(name, on) {
      const response = await fetch(`${shopUrl}/api/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, on }),
      });
      if (!response.ok) throw new Error(`the fault ${name} answered ${response.status}`);
    },
    close,
  };
}

async function startWebhook(notices: Notice[]): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      if (request.url === '/alerts')
        notices.push(...(JSON.parse(body) as { alerts: Notice[] }).alerts);
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function writeSecrets(folder: string, url: string): void {
  mkdirSync(folder, { mode: 0o700 });
  const secrets = {
    'webhook-url': `${url}/alerts`,
    'dead-mans-switch-url': `${url}/alerts`,
    'slack-url': `${url}/slack`,
    'pagerduty-key': 'no-key',
    'email.tmpl':
      '{{ define "sonde.email.from" }}alerts@example.com{{ end }}{{ define "sonde.email.to" }}duty@example.com{{ end }}',
  };
  for (const [name, text] of Object.entries(secrets)) writeFileSync(join(folder, name), text);
}
