import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:net';
import type { Attributes, Context, Span, Tracer } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';
import { type LoadedModule, watchModules } from './watch-modules.js';

const LISTENING = 'tracing:net.server.listen:asyncEnd';
/** Servers of ours, such as that of /metrics. */
const UNTRACED: symbol = Symbol.for('sonde.untraced');
/** A module that took less is not shown by itself. */
const SHOWN_MS = 0.5;
/** Of the slowest modules. */
const MAX_SPANS = 500;

type Until = 'listening' | 'exit';

function placed(parent: Context, span: Span): Context {
  return api.trace.setSpan(parent, span);
}

/** Those that are shown: the slowest, and whatever they lie in. */
function shownOf(modules: readonly LoadedModule[]): Set<LoadedModule> {
  const slow = modules
    .filter(({ startMs, endMs }) => endMs - startMs >= SHOWN_MS)
    .toSorted((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs))
    .slice(0, MAX_SPANS);
  const shown = new Set(slow);
  for (const module of slow) {
    for (let at = module.parent; at !== undefined && !shown.has(at); at = at.parent) shown.add(at);
  }
  return shown;
}

function moduleAttributes(module: LoadedModule): Attributes {
  return {
    'sonde.module.name': module.name,
    'sonde.module.format': module.format,
    'sonde.module.self_ms': Math.round(module.selfMs * 1000) / 1000,
    ...(module.file === undefined ? {} : { 'code.file.path': module.file }),
  };
}

function tell(
  tracer: Tracer,
  modules: readonly LoadedModule[],
  until: Until,
  about: Attributes,
): void {
  const { timeOrigin } = performance;
  const { bootstrapComplete } = performance.nodeTiming;
  const now = performance.now();
  const shown = shownOf(modules);
  const root = tracer.startSpan('startup', {
    root: true,
    startTime: timeOrigin,
    attributes: {
      'sonde.startup.until': until,
      'sonde.startup.modules': modules.length,
      'sonde.startup.modules_not_shown': modules.length - shown.size,
      'process.runtime.version': process.versions.node,
      ...about,
    },
  });
  const around = placed(api.ROOT_CONTEXT, root);
  const bootstrap = tracer.startSpan('node bootstrap', { startTime: timeOrigin }, around);
  bootstrap.end(timeOrigin + bootstrapComplete);
  const contexts = new Map<LoadedModule, Context>();
  // In the order of their beginnings a module comes after the one that it lies in.
  for (const module of [...shown].toSorted((a, b) => a.startMs - b.startMs)) {
    const parent = (module.parent && contexts.get(module.parent)) ?? around;
    const span = tracer.startSpan(
      `load ${module.name}`,
      { startTime: timeOrigin + module.startMs, attributes: moduleAttributes(module) },
      parent,
    );
    contexts.set(module, placed(parent, span));
    span.end(timeOrigin + module.endMs);
  }
  root.end(timeOrigin + now);
}

/**
 * `SONDE_STARTUP_TRACE=1`: watches what is loaded until the first port listens, or the process ends, and
 * tells it as one trace: a span for the start, one for Node's own, one for each module within the one that
 * asked for it.
 */
export function traceStartup(tracer: Tracer): void {
  const watch = watchModules();
  let isOver = false;
  const over = (until: Until, about: Attributes): void => {
    if (isOver) return;
    isOver = true;
    unsubscribe(LISTENING, onListening);
    process.off('exit', onExit);
    try {
      tell(tracer, watch.stop(), until, about);
    } catch {
      // A start without its trace.
    }
  };
  const onListening = (message: unknown): void => {
    const { server } = message as { server: Server & Record<symbol, unknown> };
    if (server[UNTRACED] === true) return;
    const address = server.address();
    over(
      'listening',
      typeof address === 'object' && address ? { 'server.port': address.port } : {},
    );
  };
  const onExit = (): void => over('exit', {});
  subscribe(LISTENING, onListening);
  process.prependListener('exit', onExit);
}
