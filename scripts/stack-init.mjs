#!/usr/bin/env node
// Writes what compose refuses to start without: .env with a password of its own, and the files that
// Alertmanager reads its secrets from. What exists is left alone.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.env.SONDE_STACK_ROOT ?? fileURLToPath(new URL('..', import.meta.url));
const SECRETS = ['slack-url', 'webhook-url', 'pagerduty-key', 'dead-mans-switch-url'];

const lines = [
  '# Read by docker-compose.yml. Keep it to yourself.',
  `SONDE_GRAFANA_PASSWORD=${randomBytes(24).toString('base64url')}`,
  '# Whose secrets Alertmanager reads.',
  `SONDE_UID=${process.getuid?.() ?? 65_534}`,
  `SONDE_GID=${process.getgid?.() ?? 65_534}`,
  '# Where Grafana is opened: the links in alerts begin with it.',
  'SONDE_GRAFANA_URL=http://127.0.0.1:3000',
  '# Who takes mail for Alertmanager on port 25: this machine, or the address of a relay.',
  'SONDE_MAIL_ADDRESS=host-gateway',
  '# How long each keeps what it was given.',
  'SONDE_LOG_RETENTION=720h',
  'SONDE_TRACE_RETENTION=168h',
  'SONDE_METRIC_RETENTION=30d',
  '# Of the traces without an error and not slow, so many of a hundred are kept.',
  'SONDE_TRACES_KEPT_PERCENT=25',
];

writeOnce('.env', `${lines.join('\n')}\n`);
mkdirSync(join(root, 'dashboards/alertmanager/secrets'), { recursive: true, mode: 0o700 });
for (const name of SECRETS) writeOnce(`dashboards/alertmanager/secrets/${name}`, '');
writeOnce(
  'dashboards/alertmanager/secrets/email.tmpl',
  '{{ define "sonde.email.from" }}alerts@localhost{{ end }}\n{{ define "sonde.email.to" }}root@localhost{{ end }}\n',
);

function writeOnce(name, text) {
  const file = join(root, name);
  if (existsSync(file)) return console.log(`${name} is there already, left as it is`);
  writeFileSync(file, text, { mode: 0o600 });
  console.log(`${name} written`);
}
