import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STACK_PORTS } from '../../scripts/stack/ports.mjs';
import { startStack } from '../../scripts/stack/start-stack.mjs';
import { freePorts } from '../end-to-end/free-ports.ts';
import { bin, hasTool, root } from './stack-tools.ts';

/** Where the logs go: to Loki where somebody asked for it to be built. */
export const LOGS: 'loki' | 'victorialogs' = hasTool('loki') ? 'loki' : 'victorialogs';

const NEEDED = ['prometheus', 'alertmanager', 'jaeger', 'sonde-collector'];
/** The programs without which the stack can't be tried. */
export const MISSING: string[] = [...NEEDED, ...(LOGS === 'loki' ? [] : ['victoria-logs'])].filter(
  (name) => !hasTool(name),
);

export type Stack = Awaited<ReturnType<typeof startStack>>;

export interface Backends {
  stack: Stack;
  ports: Record<string, number | undefined>;
  /** Where each part keeps its data (`data/NAME`) and its log (`logs/NAME.log`). */
  folder: string;
  /** Ends the stack and removes what it kept. */
  close(): Promise<void>;
}

export interface BackendsOptions {
  /** The parts to start; all of them if left out. */
  names?: string[];
  overlays?: string[];
  env?: Record<string, string | undefined>;
  /** Alertmanager's; written before the stack starts. */
  secrets?: (folder: string) => void;
}

/** The back ends and the collector on free ports, with the files that compose mounts. */
export async function openBackends(options: BackendsOptions = {}): Promise<Backends> {
  const { names, overlays, env, secrets } = options;
  const folder = await mkdtemp(join(tmpdir(), 'sonde-stack-'));
  const free = await freePorts(Object.keys(STACK_PORTS).length);
  const ports = Object.fromEntries(Object.keys(STACK_PORTS).map((name) => [name, free.pop()]));
  secrets?.(join(folder, 'secrets'));
  const stack = await startStack({
    root,
    bin,
    folder,
    secrets: join(folder, 'secrets'),
    ports,
    env: { ...process.env, NODE_OPTIONS: undefined, VITEST: undefined, ...env },
    logs: LOGS,
    ...(names && { names }),
    ...(overlays && { overlays: overlays.map((name) => join(root, 'collector/overlays', name)) }),
  });
  return {
    stack,
    ports,
    folder,
    async close() {
      await stack.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
