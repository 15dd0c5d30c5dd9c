import { subscribe } from 'node:diagnostics_channel';
import Module, { registerHooks } from 'node:module';
import { moduleName, packageFile } from './package-file.js';

type Compile = (
  this: CompiledModule,
  content: string,
  filename: string,
  format?: string,
) => unknown;
type Require = (this: unknown, id: string) => unknown;

interface CompiledModule {
  exports: unknown;
}

/** What hears of a package's files. */
export interface PackageWatch {
  /** Before the first of them is run. */
  loading?: () => void;
  /**
   * After each that is CommonJS was run, before anybody has its exports.
   *
   * @param name of the package for its main file, else with the path of the file in it.
   * @returns the exports to give.
   */
  loaded?: (exports: unknown, name: string, folder: string) => unknown;
}

/** Hooks that only ES modules need: each `require` would pay for them. */
export type EsModuleHooks = () => { deregister(): void };

const packages = new Map<string, PackageWatch[]>();
const files = new Map<string, ((exports: unknown) => unknown)[]>();
const hooks: { register: EsModuleHooks; present: { deregister(): void } | undefined }[] = [];

const prototype = Module.prototype as unknown as { _compile: Compile; require: Require };
let originalCompile: Compile | undefined;
let originalRequire: Require | undefined;
/** Whether `_compile` is ours for good. */
let pinned = false;
/** Whether any ES module is about. */
let begun = false;
/** Whether what runs now is CommonJS, and so resolves nothing for an ES module. */
let inCommonJs = false;

function safely<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    // The module is the application's; it is loaded with or without us.
    return otherwise;
  }
}

function adjustHooks(): void {
  if (!begun) return;
  for (const hook of hooks) {
    if (!inCommonJs) hook.present ??= hook.register();
    else if (hook.present) {
      hook.present.deregister();
      hook.present = undefined;
    }
  }
}

function tellLoading(watches: readonly PackageWatch[]): void {
  for (const watch of watches) {
    const { loading } = watch;
    if (!loading) continue;
    delete watch.loading;
    safely(loading, undefined);
  }
}

function tellLoaded(filename: string, exports: unknown): unknown {
  let given = exports;
  const place = packageFile(filename);
  const watches = (place && packages.get(place.package)) ?? [];
  if (place && watches.some(({ loaded }) => loaded)) {
    const name = moduleName(place, filename);
    for (const { loaded } of name === undefined ? [] : watches) {
      given = safely(() => (loaded ? loaded(given, name as string, place.folder) : given), given);
    }
  }
  for (const loaded of files.get(filename) ?? []) given = safely(() => loaded(given), given);
  return given;
}

function _compile(
  this: CompiledModule,
  content: string,
  filename: string,
  format?: string,
): unknown {
  const compile = originalCompile as Compile;
  const place = packageFile(filename);
  const watches = place && packages.get(place.package);
  if (watches) tellLoading(watches);
  const isEsModule = format === 'module' || format === 'module-typescript';
  if (isEsModule) begin();
  const before = inCommonJs;
  inCommonJs = !isEsModule;
  if (inCommonJs !== before) adjustHooks();
  let result: unknown;
  try {
    result = compile.call(this, content, filename, format);
  } finally {
    if (inCommonJs !== before) {
      inCommonJs = before;
      adjustHooks();
    }
  }
  if (!isEsModule && (watches || files.size > 0)) {
    const { exports } = this;
    const given = tellLoaded(filename, exports);
    if (given !== exports) this.exports = given;
  }
  return result;
}

function patch(): void {
  originalCompile ??= prototype._compile;
  if (prototype._compile === originalCompile) prototype._compile = _compile;
}

function pin(): void {
  pinned = true;
  patch();
  if (prototype.require === gate) prototype.require = originalRequire as Require;
}

/**
 * Stands before the first `require` of the main module, since a main module that was compiled by us
 * would show us in the stack of what it throws. Other preloads are over before it.
 */
function gate(this: unknown, id: string): unknown {
  const require = originalRequire as Require;
  if (pinned || prototype._compile === _compile) return require.call(this, id);
  patch();
  if (process.mainModule !== undefined) {
    pin();
    return require.call(this, id);
  }
  try {
    return require.call(this, id);
  } finally {
    if (!pinned && prototype._compile === _compile) prototype._compile = originalCompile as Compile;
  }
}

/** From now on the application's ES modules come. */
function begin(): void {
  if (begun) return;
  begun = true;
  pin();
  adjustHooks();
}

/** Looks which kind of module the entry turns out to be. */
function probe(): void {
  const one = registerHooks({
    load(url, context, next) {
      const result = next(url, context);
      one.deregister();
      if (result.format === 'module' || result.format === 'module-typescript') begin();
      return result;
    },
  });
}

/** Node tells of each `import()`, and of an entry that its loader of ES modules takes. */
function onImport(message: unknown): void {
  const { url, parentURL } = message as { url: unknown; parentURL?: string };
  const target = String(url);
  if (begun) {
    // Its name is resolved at once, whoever calls.
    if (inCommonJs) {
      inCommonJs = false;
      adjustHooks();
      inCommonJs = true;
    }
  } else if (/\.c[jt]s$/.test(target)) return;
  else if (parentURL === undefined && !/\.m[jt]s$/.test(target)) probe();
  else begin();
}

function install(): void {
  if (originalRequire) return;
  const { require } = prototype;
  prototype.require = gate;
  originalRequire = require;
  subscribe('tracing:module.import:start', (message) => safely(() => onImport(message), undefined));
}

/** Hears of the files of an installed package as they load. @returns its undoing. */
export function watchPackage(name: string, watch: PackageWatch): () => void {
  install();
  const own = { ...watch };
  packages.set(name, [...(packages.get(name) ?? []), own]);
  return () => {
    const left = packages.get(name)?.filter((one) => one !== own) ?? [];
    if (left.length > 0) packages.set(name, left);
    else packages.delete(name);
  };
}

/** Hears of one CommonJS file after it was run. @param filename the whole path. */
export function watchFile(filename: string, loaded: (exports: unknown) => unknown): void {
  install();
  files.set(filename, [...(files.get(filename) ?? []), loaded]);
}

/** Has hooks registered while ES modules are resolved and loaded, and at no other time. */
export function hookEsModules(register: EsModuleHooks): void {
  install();
  hooks.push({ register, present: undefined });
  adjustHooks();
}
