import { type InstrumentationEntry, packageOf } from './instrumentation-table.js';
import { type ModuleDefinition, moduleDefinitions } from './module-definitions.js';

/**
 * What became of an instrumentation. `off`: not among the enabled ones. `waiting`: none of its
 * modules was loaded. `patched`: at work. `out_of_range`: its module has a version that it does not
 * know. `too_early`: its module was loaded before the preload. `loaded`: built, and no sign of its
 * module yet. `failed`: it could not be built.
 */
export type InstrumentationState =
  | 'off'
  | 'waiting'
  | 'loaded'
  | 'patched'
  | 'out_of_range'
  | 'too_early'
  | 'failed';

export interface InstrumentationStatus {
  /** The short name, as in `OTEL_NODE_ENABLED_INSTRUMENTATIONS`. */
  name: string;
  /** The npm package that it comes from. */
  package: string;
  state: InstrumentationState;
  /** The modules that it waits for, or those it has patched. */
  modules: readonly string[];
  /** The version of the module that it has met. */
  version?: string;
  /** The versions that it knows, where the one it met is not among them. */
  supported?: readonly string[];
  /** The file that loaded its module before the preload, where that is known. */
  loadedBy?: string;
  /** Why it failed. */
  error?: string;
}

export interface Loaded {
  instance?: object;
  error?: string;
}

export interface Known {
  enabled: boolean;
  /** The file that asked for its module before us, as far as that is known; undefined: nobody did. */
  early: string | undefined;
  /** It is one of ours, which listens to diagnostics_channel. */
  own: boolean;
  loaded: Loaded | undefined;
}

function isPatched(module: ModuleDefinition): boolean {
  return (
    module.moduleExports !== undefined ||
    module.files.some(({ moduleExports }) => moduleExports !== undefined)
  );
}

const hasPatch = ({ patch, files }: ModuleDefinition): boolean =>
  patch !== undefined || files.length > 0;

/** Puts what is known of one instrumentation into words. */
export function describeInstrumentation(
  entry: InstrumentationEntry,
  { enabled, early, loaded, own }: Known,
): InstrumentationStatus {
  const base = {
    name: entry.name,
    package: own ? '@sonde/tracing' : packageOf(entry),
    modules: entry.modules,
  };
  if (!enabled) return { ...base, state: 'off' };
  if (loaded?.error !== undefined) return { ...base, state: 'failed', error: loaded.error };
  if (early !== undefined) {
    return { ...base, state: 'too_early', ...(early === '' ? {} : { loadedBy: early }) };
  }
  if (loaded === undefined) return { ...base, state: 'waiting' };
  const modules = moduleDefinitions(loaded.instance).filter(hasPatch);
  // Those that listen to diagnostics_channel, or are asked by their module, have none to patch.
  if (modules.length === 0) return { ...base, state: 'patched' };
  const patched = modules.filter(isPatched);
  if (patched.length > 0) {
    const version = patched.find(({ moduleVersion }) => moduleVersion !== undefined)?.moduleVersion;
    return {
      ...base,
      state: 'patched',
      modules: [...new Set(patched.map(({ name }) => name))],
      ...(version === undefined ? {} : { version }),
    };
  }
  const met = modules.find(({ moduleVersion }) => moduleVersion !== undefined);
  if (met?.moduleVersion === undefined) return { ...base, state: 'loaded' };
  return {
    ...base,
    state: 'out_of_range',
    modules: [met.name],
    version: met.moduleVersion,
    supported: modules
      .filter(({ name }) => name === met.name)
      .flatMap(({ supportedVersions }) => supportedVersions),
  };
}
