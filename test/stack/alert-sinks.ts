import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startMailSink } from './start-mail-sink.ts';

export interface Notice {
  status: 'firing' | 'resolved';
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface AlertSinks {
  /** What Alertmanager sent to the webhook so far. */
  notices: Notice[];
  /** What it sent to Slack's webhook, as JSON. */
  slack: string[];
  /** What it sent by mail. */
  mails: string[];
  /** Where mail is taken, `host:port`. */
  smtp: string;
  /** Writes the files that Alertmanager reads its secrets from. */
  writeSecrets(folder: string): void;
  close(): Promise<void>;
}

/** A webhook, one in the form of Slack's, and a mail server, which keep what they are told. */
export async function startAlertSinks(): Promise<AlertSinks> {
  const notices: Notice[] = [];
  const slack: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      if (request.url === '/alerts')
        notices.push(...(JSON.parse(body) as { alerts: Notice[] }).alerts);
      if (request.url === '/slack') slack.push(body);
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const mail = await startMailSink();
  return {
    notices,
    slack,
    mails: mail.mails,
    smtp: `127.0.0.1:${mail.port}`,
    writeSecrets(folder) {
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
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await mail.close();
    },
  };
}
