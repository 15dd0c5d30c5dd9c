import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { killGroup, ownGroup } from '../start/process-group.mjs';
import { listBackends } from './list-backends.mjs';
import { stageConfiguration } from './stage-configuration.mjs';

const READY_WITHIN_MS = 90_000;
const GRACE_MS = 15_000;
/** The way back: the collector hands on what it holds before its back ends go. */
const END_ORDER = ['collector', 'jaeger', 'loki', 'victorialogs', 'prometheus', 'alertmanager'];

/**
 * Starts the whole stack natively and resolves when every part says that it is ready.
 *
 * `logs` is which of the two takes the logs, `overlays` are further files for the collector, `names`
 * the parts to start (all of them if left out), `folder` is where the parts keep their data and logs,
 * 0700.
 *
 * @param {{
 *   root: string, bin: string, folder: string, secrets: string, ports: Record<string, number | undefined>,
 *   env: Record<string, string | undefined>, names?: string[], overlays?: string[],
 *   logs?: 'loki' | 'victorialogs', signal?: AbortSignal,
 * }} options
 * @returns `urls` by name, `start(name)`, `stop(name, signal)`, `failed` (a promise of one sentence
 * when a part ends that nobody stopped) and `close()`
 */
export async function startStack({
  root,
  bin,
  folder,
  secrets,
  ports,
  env,
  names,
  overlays,
  logs = 'victorialogs',
  signal,
}) {
  const etc = join(folder, 'etc');
  const data = join(folder, 'data');
  mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 });
  for (const name of END_ORDER) mkdirSync(join(data, name), { recursive: true, mode: 0o700 });
  stageConfiguration({ root, etc, secrets, ports, mailRelay: env.SONDE_SMTP });
  const parts = listBackends({ ports, bin, etc, data, env, overlays, logs });
  const running = new Map();
  const { promise: failed, resolve: fail } = Promise.withResolvers();

  async function start(name) {
    const { file, args, env: own, ready } = parts[name];
    const log = join(folder, 'logs', `${name}.log`);
    const output = openSync(log, 'a', 0o600);
    const child = spawn(file, args, {
      cwd: folder,
      env: own,
      stdio: ['ignore', output, output],
      ...ownGroup,
    });
    closeSync(output);
    const exited = once(child, 'exit').then(
      ([code, by]) => `ended by ${by ?? `exit code ${code}`}`,
      (error) => `could not be started (${error.code})`,
    );
    running.set(name, { child, exited });
    const tell = (how) =>
      running.get(name)?.child === child && fail(`${name} ${how}: ${lastLine(log)}`);
    void exited.then(tell);
    const problem = await Promise.race([untilReady(ready, signal), exited]);
    if (problem) throw new Error(`${name} ${problem}: ${lastLine(log)} (${log})`);
  }

  async function stop(name, by = 'SIGTERM') {
    const part = running.get(name);
    if (!part) return;
    running.delete(name);
    part.child.kill(by);
    const late = await Promise.race([part.exited, wait(GRACE_MS, 'late', { ref: false })]);
    if (late === 'late') killGroup(part.child);
    await part.exited;
  }

  async function close() {
    for (const name of END_ORDER) await stop(name);
  }

  try {
    for (const name of names ?? Object.keys(parts)) await start(name);
  } catch (error) {
    await close();
    throw error;
  }
  const url = (name) => `http://127.0.0.1:${ports[name]}`;
  return {
    urls: {
      otlp: url('OTLP over HTTP'),
      browser: url('OTLP from pages'),
      logs: url(logs),
      jaeger: url('jaeger'),
      prometheus: url('prometheus'),
      alertmanager: url('alertmanager'),
    },
    pids: () => Object.fromEntries([...running].map(([name, { child }]) => [name, child.pid])),
    start,
    stop,
    failed,
    close,
  };
}

async function untilReady(url, signal) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (answer?.ok) return undefined;
    await wait(200);
  }
  return `was not ready within ${READY_WITHIN_MS / 1000} s`;
}

const lastLine = (log) => readFileSync(log, 'utf8').trimEnd().split('\n').at(-1);
