import { createRequire, isBuiltin, syncBuiltinESMExports } from 'node:module';
import { isAbsolute, sep } from 'node:path';
import { watchFile, watchPackage } from './compile-watch.js';
import { packageName } from './package-name.js';

/** @returns the exports to give. */
type OnLoad = (exports: unknown, name: string, folder: string | undefined) => unknown;

interface HookOptions {
  internals?: boolean;
}

type HookClass = new (modules: string[], options: HookOptions, onLoad: OnLoad) => unknown;

interface Registration {
  modules: string[];
  options: HookOptions;
  onLoad: OnLoad;
}

const load: NodeJS.Require = createRequire(import.meta.url);
const registrations: Registration[] = [];
let forEsModules: HookClass | undefined;

/** What each hook has had already: an ES module often only hands on a CommonJS one. */
const had = new WeakMap<OnLoad, WeakSet<object>>();

function remember(onLoad: OnLoad, exports: unknown): void {
  if (exports === null || (typeof exports !== 'object' && typeof exports !== 'function')) return;
  let set = had.get(onLoad);
  if (set === undefined) {
    set = new WeakSet();
    had.set(onLoad, set);
  }
  set.add(exports);
}

function isKnown(onLoad: OnLoad, namespace: unknown): boolean {
  const inner = (namespace as { default?: unknown } | undefined)?.default;
  return typeof inner === 'object' || typeof inner === 'function'
    ? (had.get(onLoad)?.has(inner as object) ?? false)
    : false;
}

function hookEsModule({ modules, options, onLoad }: Registration): void {
  const Hook = forEsModules as HookClass;
  const once: OnLoad = (exports, name, folder) =>
    isKnown(onLoad, exports) ? exports : onLoad(exports, name, folder);
  void new Hook(modules, options, once);
}

function hookCommonJs(name: string, onLoad: OnLoad): void {
  if (isBuiltin(name)) {
    onLoad(load(name), name, undefined);
    syncBuiltinESMExports();
    return;
  }
  const call = (exports: unknown, told: string, folder?: string): unknown => {
    const given = onLoad(exports, told, folder);
    if (told === name) remember(onLoad, given);
    return given;
  };
  if (isAbsolute(name)) {
    watchFile(name, (exports) => call(exports, name));
    return;
  }
  watchPackage(packageName(name), {
    loaded: (exports, told, folder) =>
      told === name || told.startsWith(`${name}${sep}`) ? call(exports, told, folder) : exports,
  });
}

/**
 * What @opentelemetry/instrumentation gets for import-in-the-middle. It registers each of its modules
 * here and there, so this one serves both kinds: CommonJS by {@link watchPackage}, ES modules by the
 * real one where they need it.
 */
class Hook {
  constructor(modules: string[], options: HookOptions, onLoad: OnLoad) {
    const registration = { modules, options, onLoad };
    registrations.push(registration);
    for (const name of modules) hookCommonJs(name, onLoad);
    if (forEsModules) hookEsModule(registration);
  }

  unhook(): void {}
}

/** And for require-in-the-middle, which would look at each `require` of the application. */
class NoHook {
  unhook(): void {}
}

export const importInTheMiddle: { Hook: typeof Hook } = { Hook };
export const requireInTheMiddle: { Hook: typeof NoHook } = { Hook: NoHook };

/** Gives import-in-the-middle's own class what was and will be registered. */
export function connectEsModules(real: HookClass): void {
  if (forEsModules) return;
  forEsModules = real;
  for (const registration of registrations) hookEsModule(registration);
}
