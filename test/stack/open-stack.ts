import { join } from 'node:path';
import { freePorts } from '../end-to-end/free-ports.ts';
import { type Program, runProgram } from '../end-to-end/run-program.ts';
import { type AlertSinks, startAlertSinks } from './alert-sinks.ts';
import { openBackends, type Stack } from './open-backends.ts';
import { root } from './stack-tools.ts';

/** Where the links of the alerts lead. */
export const GRAFANA = 'http://grafana.invalid';

export interface OpenStack {
  urls: Stack['urls'];
  shopUrl: string;
  alerts: AlertSinks;
  switchFault(name: string, on: boolean): Promise<void>;
  close(): Promise<void>;
}

/**
 * The stack and the shop on free ports, with a visitor in the shop and somebody who takes the alerts.
 * Every trace is kept.
 */
export async function openStack(): Promise<OpenStack> {
  const alerts = await startAlertSinks();
  const backends = await openBackends({
    secrets: (folder) => alerts.writeSecrets(folder),
    env: {
      SONDE_TRACES_KEPT_PERCENT: '100',
      SONDE_GRAFANA_URL: GRAFANA,
      SONDE_SMTP: alerts.smtp,
    },
  });
  const { stack, folder } = backends;
  const names = ['', 'CATALOG_', 'ORDERS_', 'NOTIFY_', 'POSTGRES_'];
  const free = await freePorts(names.length);
  const shopPorts = Object.fromEntries(
    names.map((name) => [`SONDE_SHOP_${name}PORT`, String(free.pop())]),
  );
  const env = { ...process.env, NODE_OPTIONS: undefined, VITEST: undefined };
  const shopUrl = `http://127.0.0.1:${shopPorts['SONDE_SHOP_PORT']}`;
  const run = (script: string, more: Record<string, string>): Program =>
    runProgram(process.execPath, [join(root, 'examples/shop', script)], {
      cwd: root,
      env: { ...env, ...more },
    });
  const programs: Program[] = [
    run('run.mjs', {
      ...shopPorts,
      OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.otlp,
      SONDE_SPOOL_DIR: join(folder, 'spool'),
      SONDE_BLOCK_THRESHOLD_MS: '100',
    }),
  ];
  async function closeAll(): Promise<void> {
    for (const { child } of programs.toReversed()) child.kill('SIGTERM');
    await Promise.all(programs.map(({ ended }) => ended));
    await backends.close();
    await alerts.close();
  }
  try {
    await programs[0]?.says('The shop is open', 120_000);
  } catch (error) {
    await closeAll();
    throw error;
  }
  programs.push(run('visitor.mjs', { SHOP_URL: shopUrl, VISITOR_PAUSE_MS: '200' }));
  return {
    urls: stack.urls,
    shopUrl,
    alerts,
    async switchFault(name, on) {
      const response = await fetch(`${shopUrl}/api/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, on }),
      });
      if (!response.ok) throw new Error(`the fault ${name} answered ${response.status}`);
    },
    close: closeAll,
  };
}
