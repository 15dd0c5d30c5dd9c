import type { Tracer } from '@opentelemetry/api';
import type { ModuleFile, Patch } from '../module-definitions.js';

type Api = typeof import('@opentelemetry/api');

/** What a patch may use. The files of this folder import nothing but types: they are a bundle of their own. */
export interface PatchTools {
  api: Api;
  tracer: Tracer;
  /** Whether messages of a WebSocket carry the trace. */
  webSocketMessages: boolean;
}

/** A module that we patch ourselves, because nobody else does. */
export interface TracedModule {
  module: string;
  /** Ranges of versions, any of which. */
  versions: string[];
  /** @returns what is exported in the place of `exports`; an ES module's namespace is written to instead. */
  patch?: (exports: never, tools: PatchTools) => unknown;
  /** What is done as soon as the module is about to load. */
  begin?: (tools: PatchTools) => void;
  /** Files of the module, by path, that are patched too. */
  files?: Readonly<Record<string, (exports: never, tools: PatchTools) => unknown>>;
}

/** Makes of it what OpenTelemetry's instrumentations are. */
export function createTracedModule(
  name: string,
  { module, versions, patch = (exports): unknown => exports, files = {}, begin }: TracedModule,
  tools: Omit<PatchTools, 'tracer'>,
  base: typeof import('@opentelemetry/instrumentation'),
): object {
  class OwnInstrumentation extends base.InstrumentationBase {
    constructor() {
      super(`@sonde/tracing/${name}`, '0.1.0', {});
    }

    protected override init() {
      const {
        InstrumentationNodeModuleDefinition: Definition,
        InstrumentationNodeModuleFile: File,
      } = base;
      begin?.({ ...tools, tracer: this.tracer });
      const withTools =
        (act: (exports: never, tools: PatchTools) => unknown): Patch =>
        (exports) =>
          act(exports as never, { ...tools, tracer: this.tracer });
      const parts = Object.entries(files).map(
        ([path, act]) => new File(path, versions, withTools(act), () => {}) as ModuleFile,
      );
      return new Definition(module, versions, withTools(patch), () => {}, parts as never);
    }
  }
  return new OwnInstrumentation();
}

/** Puts a value in the place of an export: in the namespace of an ES module, or in a copy. */
export function withExport(exports: object, name: string, value: unknown): object {
  if (Reflect.get(exports, Symbol.toStringTag) === 'Module') {
    (exports as Record<string, unknown>)[name] = value;
    return exports;
  }
  const copy = Object.create(Object.getPrototypeOf(exports) as object, {
    ...Object.getOwnPropertyDescriptors(exports),
    [name]: { value, enumerable: true, writable: true, configurable: true },
  }) as object;
  return copy;
}

const WRAPPED: unique symbol = Symbol('sonde.wrapped');

/**
 * Puts a function around a method, once: a module may come by `require` and by `import`, and its classes
 * are the same.
 */
export function wrapMethod<T extends object, K extends keyof T>(
  holder: T,
  name: K,
  wrap: (original: T[K]) => T[K],
): void {
  const original = holder[name] as T[K] & { [WRAPPED]?: true };
  if (typeof original !== 'function' || original[WRAPPED]) return;
  const wrapper = wrap(original);
  Object.defineProperty(wrapper, WRAPPED, { value: true });
  holder[name] = wrapper;
}
