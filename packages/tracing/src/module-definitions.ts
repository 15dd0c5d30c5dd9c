/** What @opentelemetry/instrumentation's base class keeps about a file that is patched. */
export interface ModuleFile {
  patch?: Patch | undefined;
  moduleExports?: unknown;
}

/** The same about a module. */
export interface ModuleDefinition extends ModuleFile {
  name: string;
  supportedVersions: string[];
  moduleVersion?: string;
  files: ModuleFile[];
}

export type Patch = (exports: unknown, version?: string) => unknown;

interface Holder {
  _modules?: ModuleDefinition[];
}

const hasModules = (value: unknown): value is Required<Holder> =>
  Array.isArray((value as Holder | null | undefined)?._modules);

/**
 * The modules that an instrumentation patches. Some only hold others, one for each range of versions
 * (redis), and have none themselves.
 */
export function moduleDefinitions(instance: object | undefined): ModuleDefinition[] {
  if (instance === undefined) return [];
  return [instance, ...Object.values(instance)]
    .filter(hasModules)
    .flatMap(({ _modules }) => _modules);
}
