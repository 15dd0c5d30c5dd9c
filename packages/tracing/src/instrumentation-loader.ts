import { isBuiltin, syncBuiltinESMExports } from 'node:module';
import type { Warn } from '@sonde/pipeline';
import { guardPatches } from './guard-patches.js';
import {
  type ChannelInstrumentation,
  channelInstrumentations,
  type HttpTracing,
} from './http/channel-instrumentations.js';
import { instrumentationSettings } from './instrumentation-settings.js';
import {
  describeInstrumentation,
  type InstrumentationStatus,
  type Loaded,
} from './instrumentation-status.js';
import {
  type InstrumentationEntry,
  instrumentationTable,
  OWN,
  packageOf,
} from './instrumentation-table.js';
import { moduleDefinitions } from './module-definitions.js';
import { api, loadOwnModules, loadPackage } from './open-telemetry.js';
import { packageName } from './package-name.js';
import { createPatchedModules } from './patched-modules.js';

type Constructor = new (config: Record<string, unknown>) => object;

/** Brings instrumentations in, each when the first of its modules is about to load. */
export interface InstrumentationLoader {
  /**
   * Tells that a module is about to be loaded.
   *
   * @param specifier as it stands in `require` or `import`.
   * @returns true if an instrumentation was built because of it.
   */
  see(specifier: string): boolean;
  /** The names of which an import must be wrapped. */
  readonly wrapped: ReadonlySet<string>;
  /** Whether an import of exactly this name must be wrapped for its instrumentation. */
  wraps(specifier: string): boolean;
  /**
   * Whether a `require` may be one that an instrumentation which is built wants to see.
   *
   * @param from the file that requires, if it is known.
   */
  patches(id: string, from: string | undefined): boolean;
  status(): InstrumentationStatus[];
}

export interface LoaderOptions {
  enabled: ReadonlySet<string>;
  warn: Warn;
  /** Package names that were loaded before us. */
  early: ReadonlySet<string>;
  /** OpenTelemetry's own instrumentations for HTTP, undici and Fastify in the place of ours. */
  officialHttp: boolean;
  /** For ours. */
  http: HttpTracing;
  /** Whether messages of a WebSocket carry the trace. */
  webSocketMessages: boolean;
}

export function createInstrumentationLoader(options: LoaderOptions): InstrumentationLoader {
  const { enabled, warn, early, officialHttp, http, webSocketMessages } = options;
  const waiting = new Map<string, InstrumentationEntry[]>();
  const wrapped = new Set<string>();
  const loaded = new Map<string, Loaded>();
  const patched = createPatchedModules();

  const ownOf = ({ name }: InstrumentationEntry): ChannelInstrumentation | undefined =>
    officialHttp ? undefined : channelInstrumentations[name];

  function constructOwn(name: string): object {
    const own = loadOwnModules();
    const module = own[name as 'ws'];
    const base = loadPackage(
      '@opentelemetry/instrumentation',
    ) as typeof import('@opentelemetry/instrumentation');
    return own.createTracedModule(module.module, module, { api, webSocketMessages }, base);
  }

  function construct(entry: InstrumentationEntry): object {
    if (packageOf(entry) === OWN) return constructOwn(entry.exported);
    const Instrumentation = loadPackage(packageOf(entry))[entry.exported] as Constructor;
    return new Instrumentation({ ...instrumentationSettings[entry.name] });
  }

  function fail(entry: InstrumentationEntry, outcome: Loaded, error: unknown): void {
    outcome.error = error instanceof Error ? error.message : String(error);
    warn({
      code: 'instrumentation_failed',
      message: `the instrumentation ${entry.name} could not be started; its module runs without it`,
      option: 'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
      got: outcome.error,
    });
  }

  /** Nothing that goes wrong in there reaches the application. */
  function admit(entry: InstrumentationEntry, outcome: Loaded, instance: object): void {
    const definitions = moduleDefinitions(instance);
    guardPatches(
      definitions.flatMap((definition) => [definition, ...definition.files]),
      (error) => fail(entry, outcome, error),
    );
    patched.add(definitions.map(({ name }) => name));
  }

  function build(entry: InstrumentationEntry): void {
    if (loaded.has(entry.name) || (entry.coveredBy && loaded.has(entry.coveredBy))) return;
    const outcome: Loaded = {};
    loaded.set(entry.name, outcome);
    try {
      const startOwn = ownOf(entry);
      if (startOwn) startOwn(http);
      else {
        outcome.instance = construct(entry);
        admit(entry, outcome, outcome.instance);
        if (entry.beside) admit(entry, outcome, constructOwn(entry.beside));
      }
    } catch (error) {
      fail(entry, outcome, error);
    }
  }

  for (const entry of instrumentationTable) {
    if (!enabled.has(entry.name)) continue;
    const own = ownOf(entry) !== undefined;
    for (const module of entry.modules) {
      if (own && isBuiltin(module)) continue;
      waiting.set(module, [...(waiting.get(module) ?? []), entry]);
      if (!own && !isBuiltin(module)) wrapped.add(module);
    }
  }

  function see(specifier: string): boolean {
    const first = specifier.charCodeAt(0);
    if (first === 46 /* . */ || first === 47 /* / */) return false;
    const bare = specifier.startsWith('node:') ? specifier.slice(5) : specifier;
    const module = waiting.has(bare) ? bare : packageName(bare);
    const entries = waiting.get(module);
    if (entries === undefined) return false;
    waiting.delete(module);
    for (const entry of entries) build(entry);
    if (isBuiltin(module)) {
      // A builtin is patched in place when it is required; its ES module exports are copies.
      loadPackage(module);
      syncBuiltinESMExports();
    }
    return true;
  }

  const loader: InstrumentationLoader = {
    see,
    wrapped,
    wraps: (specifier) => wrapped.has(specifier),
    patches: patched.has,
    status: () =>
      instrumentationTable.map((entry) =>
        describeInstrumentation(entry, {
          enabled: enabled.has(entry.name),
          early: !ownOf(entry) && entry.modules.some((module) => early.has(module)),
          own: ownOf(entry) !== undefined,
          loaded: loaded.get(entry.name),
        }),
      ),
  };

  for (const entry of instrumentationTable) {
    if (!enabled.has(entry.name)) continue;
    const isThere = (module: string): boolean => isBuiltin(module) || early.has(module);
    if (entry.modules.length > 0 && !(ownOf(entry) && entry.modules.some(isThere))) continue;
    if (entry.name !== 'aws-lambda' || process.env['AWS_LAMBDA_FUNCTION_NAME']) build(entry);
  }
  return loader;
}
