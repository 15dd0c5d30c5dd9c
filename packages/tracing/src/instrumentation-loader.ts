import { isBuiltin } from 'node:module';
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
import { watchPackage } from './loading/compile-watch.js';
import { packageName } from './loading/package-name.js';
import { moduleDefinitions } from './module-definitions.js';
import { api, loadOwnModules, loadPackage } from './open-telemetry.js';
import { rememberVersions } from './remember-versions.js';

/** Packages by which an application starts tracing itself. */
const FOREIGN_SDKS = [
  '@opentelemetry/sdk-node',
  '@opentelemetry/sdk-trace-node',
  '@opentelemetry/auto-instrumentations-node',
  'dd-trace',
  'newrelic',
  '@sentry/node',
  '@elastic/opentelemetry-node',
];

type Constructor = new (config: Record<string, unknown>) => object;

/** Brings instrumentations in, each when the first of its modules is about to load. */
export interface InstrumentationLoader {
  /** Tells that a module is about to be loaded. @param specifier as it stands in `import`. */
  see(specifier: string): void;
  /** The names of which an import may have to be wrapped. */
  readonly wrapped: ReadonlySet<string>;
  /** Whether an import of exactly this name may have to be wrapped for its instrumentation. */
  wraps(specifier: string): boolean;
  status(): InstrumentationStatus[];
}

export interface LoaderOptions {
  enabled: ReadonlySet<string>;
  warn: Warn;
  /** Packages that were loaded before us, and the file that asked for each. */
  early: ReadonlyMap<string, string>;
  /** OpenTelemetry's own instrumentations for HTTP, undici and Fastify in the place of ours. */
  officialHttp: boolean;
  /** For OpenTelemetry's own, by short name, besides what we ask of each. */
  settings: Readonly<Record<string, Record<string, unknown>>>;
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
    rememberVersions();
    if (packageOf(entry) === OWN) return constructOwn(entry.exported);
    const Instrumentation = loadPackage(packageOf(entry))[entry.exported] as Constructor;
    return new Instrumentation({
      ...instrumentationSettings[entry.name],
      ...options.settings[entry.name],
    });
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

  function see(specifier: string): void {
    const module = waiting.has(specifier) ? specifier : packageName(specifier);
    const entries = waiting.get(module);
    if (entries === undefined) return;
    waiting.delete(module);
    for (const entry of entries) build(entry);
  }

  for (const entry of instrumentationTable) {
    if (!enabled.has(entry.name)) continue;
    const own = ownOf(entry) !== undefined;
    for (const module of entry.modules) {
      if (isBuiltin(module)) continue;
      if (!waiting.has(module)) watchPackage(module, { loading: () => see(module) });
      waiting.set(module, [...(waiting.get(module) ?? []), entry]);
      if (!own) wrapped.add(module);
    }
  }

  let knowsForeign = false;
  function noticeForeign(specifier: string): void {
    if (knowsForeign) return;
    knowsForeign = true;
    warn({
      code: 'foreign_sdk',
      message:
        'the application loads an OpenTelemetry SDK of its own; Sonde was first, so spans go by Sonde. OTEL_TRACES_EXPORTER=none leaves them to the application',
      got: specifier,
    });
  }

  for (const name of FOREIGN_SDKS) watchPackage(name, { loading: () => noticeForeign(name) });

  /** Who asked for its module before us; undefined if nobody did. */
  const earlyBy = ({ modules }: InstrumentationEntry): string | undefined => {
    const module = modules.find((name) => early.has(name));
    return module === undefined ? undefined : early.get(module);
  };

  const loader: InstrumentationLoader = {
    see,
    wrapped,
    wraps: (specifier) => wrapped.has(specifier),
    status: () =>
      instrumentationTable.map((entry) =>
        describeInstrumentation(entry, {
          enabled: enabled.has(entry.name),
          early: ownOf(entry) ? undefined : earlyBy(entry),
          own: ownOf(entry) !== undefined,
          loaded: loaded.get(entry.name),
        }),
      ),
  };

  for (const entry of instrumentationTable) {
    if (!enabled.has(entry.name)) continue;
    const isThere = (module: string): boolean =>
      isBuiltin(module) || (ownOf(entry) !== undefined && early.has(module));
    if (entry.modules.length > 0 && !entry.modules.some(isThere)) continue;
    if (entry.name !== 'aws-lambda' || process.env['AWS_LAMBDA_FUNCTION_NAME']) build(entry);
  }
  return loader;
}
