import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files that compose mounts, by where it mounts them. */
const FILES = {
  'collector/config.yaml': 'collector/config.yaml',
  'collector/overlays': 'collector/overlays',
  'prometheus/prometheus.yml': 'dashboards/prometheus/prometheus.yml',
  'prometheus/rules': 'dashboards/prometheus/rules',
  'loki/loki.yml': 'dashboards/loki/loki.yml',
  'loki/rules': 'dashboards/loki/rules',
  'jaeger/jaeger.yml': 'dashboards/jaeger/jaeger.yml',
};

/**
 * Lays the repository's configuration out as compose does, by links, and beside it what differs
 * without containers: where Prometheus finds Alertmanager and itself, and Alertmanager the mail relay.
 */
export function stageConfiguration({ root, etc, secrets, ports, mailRelay = 'localhost:25' }) {
  rmSync(etc, { recursive: true, force: true });
  for (const folder of ['collector', 'prometheus/targets', 'loki', 'jaeger', 'alertmanager']) {
    mkdirSync(join(etc, folder), { recursive: true, mode: 0o700 });
  }
  for (const [to, from] of Object.entries(FILES)) {
    if (existsSync(join(root, from))) symlinkSync(join(root, from), join(etc, to));
  }
  if (existsSync(secrets)) symlinkSync(secrets, join(etc, 'alertmanager/secrets'));
  const alertmanager = readFileSync(join(root, 'dashboards/alertmanager/alertmanager.yml'), 'utf8');
  const mailed = alertmanager.replace('smtp_smarthost: mail:25', `smtp_smarthost: ${mailRelay}`);
  writeFileSync(join(etc, 'alertmanager/alertmanager.yml'), mailed);
  for (const name of ['alertmanager', 'prometheus']) {
    const target = [{ targets: [`127.0.0.1:${ports[name]}`] }];
    writeFileSync(join(etc, `prometheus/targets/${name}.yml`), JSON.stringify(target));
  }
}
