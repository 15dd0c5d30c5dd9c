import { ChildProcess } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads, { Worker, type WorkerOptions } from 'node:worker_threads';
import { api } from './open-telemetry.js';

interface SpawnOptions {
  envPairs?: string[];
}

type Spawn = (this: unknown, options: SpawnOptions) => unknown;

/** `TRACEPARENT` and `TRACESTATE`, as OpenTelemetry names them in an environment; none outside of a span. */
function carrierOf(): Record<string, string> {
  if (api.trace.getActiveSpan() === undefined) return {};
  const headers: Record<string, string> = {};
  api.propagation.inject(api.context.active(), headers);
  const carrier: Record<string, string> = {};
  for (const name of ['traceparent', 'tracestate']) {
    if (headers[name] !== undefined) carrier[name.toUpperCase()] = headers[name];
  }
  return carrier;
}

function traceChildren(): void {
  const prototype = ChildProcess.prototype as unknown as { spawn: Spawn };
  const original = prototype.spawn;
  prototype.spawn = function spawn(options) {
    try {
      const pairs = options.envPairs;
      for (const [name, value] of Object.entries(carrierOf())) {
        // What the application says itself stays.
        const given = pairs?.findIndex((pair) => pair.startsWith(`${name}=`)) ?? -1;
        const inherited = given !== -1 && pairs?.[given] === `${name}=${process.env[name]}`;
        if (given === -1) pairs?.push(`${name}=${value}`);
        else if (inherited) pairs?.splice(given, 1, `${name}=${value}`);
      }
    } catch {
      // The child starts without.
    }
    return original.call(this, options);
  };
}

function traceThreads(): void {
  const traced = new Proxy(Worker, {
    construct(target, [file, options, ...rest]: [string, WorkerOptions | undefined], newTarget) {
      const carrier = carrierOf();
      const own = options?.env ?? process.env;
      // With SHARE_ENV there is but one environment.
      if (typeof own === 'symbol' || Object.keys(carrier).length === 0) {
        return Reflect.construct(target, [file, options, ...rest], newTarget) as Worker;
      }
      const env = { ...own, ...carrier };
      return Reflect.construct(target, [file, { ...options, env }, ...rest], newTarget) as Worker;
    },
  });
  workerThreads.Worker = traced;
}

/** Lets a child process, and a thread, know in which span it was started. */
export function passContextOn(): void {
  traceChildren();
  traceThreads();
  syncBuiltinESMExports();
}
