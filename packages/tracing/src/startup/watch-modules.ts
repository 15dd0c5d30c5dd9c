import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { isBuiltin, registerHooks } from 'node:module';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** So many modules are watched; a start of more is told without the rest. */
const MAX_MODULES = 5000;
const FOLDER = /^.*[\\/]node_modules[\\/]/;
const MARK: symbol = Symbol.for('sonde.startup');
const ENDINGS = ['', '.js', '.cjs', '.json', '/index.js'];
const HASHBANG = /^#![^\n]*\n/;

/** One that was loaded. Times are of `performance.now()`. */
export interface LoadedModule {
  /** `express`, `express/lib/view.js`, or the path from the working folder. */
  name: string;
  /** The whole path; undefined for one of Node's own. */
  file: string | undefined;
  format: 'commonjs' | 'module' | 'builtin';
  startMs: number;
  endMs: number;
  /** Without what it loaded in turn. */
  selfMs: number;
  parent: LoadedModule | undefined;
}

function nameOf(file: string): string {
  const inside = file.replace(FOLDER, '');
  return (inside === file ? relative(process.cwd(), file) : inside).replaceAll('\\', '/');
}

interface RequireMessage {
  id: string;
  parentFilename?: string;
}

/** Which of these files a `require` has run, where Node did not read it anew. */
function linkedFile(
  { id, parentFilename = '' }: RequireMessage,
  linked: Set<string>,
): string | undefined {
  const path = isAbsolute(id) ? id : join(dirname(parentFilename), id);
  const found =
    id.startsWith('.') || isAbsolute(id)
      ? ENDINGS.map((ending) => path + ending).find((file) => linked.has(file))
      : [...linked].find((file) => file.includes(`/node_modules/${id}/`));
  if (found !== undefined) linked.delete(found);
  return found;
}

/**
 * Watches `require` by Node's own channels, and the ES modules by a call at both ends of each. An ES
 * module comes after those that it imports, and not around them: so it is in the engine.
 */
export function watchModules(): { stop(): LoadedModule[] } {
  const modules: LoadedModule[] = [];
  const waiting = new Map<string, LoadedModule>();
  /** CommonJS that was read when an import was linked, and not run yet. */
  const linked = new Set<string>();
  /** What is being loaded just now, outermost first. */
  const open: LoadedModule[] = [];

  function begin(module: LoadedModule): void {
    module.startMs = performance.now();
    module.parent = open.at(-1);
    open.push(module);
  }

  function end(module: LoadedModule | undefined): void {
    if (module === undefined) return;
    const at = open.lastIndexOf(module);
    if (at !== -1) open.splice(at, 1);
    // One that was there already.
    if (module.file === undefined && module.format !== 'builtin') return;
    module.endMs = performance.now();
    const wholeMs = module.endMs - module.startMs;
    module.selfMs += wholeMs;
    if (module.parent) module.parent.selfMs -= wholeMs;
    if (modules.length < MAX_MODULES) modules.push(module);
  }

  const made = (name: string, format: LoadedModule['format'], file?: string): LoadedModule => ({
    name,
    file,
    format,
    startMs: 0,
    endMs: 0,
    selfMs: 0,
    parent: undefined,
  });

  function named(module: LoadedModule, file: string): void {
    module.file = file;
    module.name = nameOf(file);
  }

  const onRequire = (message: unknown): void => {
    const { id, parentFilename } = message as RequireMessage;
    const asking = open.at(-1);
    // One that was read before it is named at the latest by what it requires.
    if (asking?.file === undefined && parentFilename && asking?.format === 'commonjs') {
      named(asking, parentFilename);
    }
    begin(made(id, isBuiltin(id) ? 'builtin' : 'commonjs'));
  };
  const onRequired = (message: unknown): void => {
    const module = open.at(-1);
    if (module?.file === undefined && module?.format === 'commonjs') {
      const file = linkedFile(message as RequireMessage, linked);
      if (file !== undefined) named(module, file);
    }
    end(module);
  };

  function onLoad(url: string, format: string | null | undefined): void {
    if (!url.startsWith('file:')) return;
    const file = fileURLToPath(url);
    const requiring = open.at(-1);
    if (format === 'module') waiting.set(url, made(nameOf(file), 'module', file));
    else if (requiring?.file === undefined && requiring?.format === 'commonjs') {
      named(requiring, file);
    } else if (requiring === undefined && file === process.argv[1]) {
      // The program itself, which goes on until the watch is over.
      begin(made(nameOf(file), 'commonjs', file));
    } else if (format === 'commonjs') linked.add(file);
  }

  (globalThis as Record<symbol, unknown>)[MARK] = (isEnd: boolean, url: string): void => {
    const module = waiting.get(url);
    if (module === undefined) return;
    if (!isEnd) begin(module);
    else {
      waiting.delete(url);
      end(module);
    }
  };

  const hooks = registerHooks({
    load(url, context, next) {
      const result = next(url, context);
      onLoad(url, result.format);
      if (result.format !== 'module' || !result.source || !waiting.has(url)) return result;
      const { source } = result;
      const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
      return { ...result, source: marked(text, url) };
    },
  });
  subscribe('tracing:module.require:start', onRequire);
  subscribe('tracing:module.require:end', onRequired);
  return {
    stop() {
      unsubscribe('tracing:module.require:start', onRequire);
      unsubscribe('tracing:module.require:end', onRequired);
      hooks.deregister();
      while (open.length > 0) end(open.at(-1));
      return modules;
    },
  };
}

/** The source with a call at its beginning, on the first line that is code, and one at its end. */
function marked(text: string, url: string): string {
  const call = (isEnd: boolean): string =>
    `;globalThis[Symbol.for('sonde.startup')]?.(${isEnd}, ${JSON.stringify(url)});`;
  const head = HASHBANG.exec(text)?.[0] ?? '';
  return `${head}${call(false)}${text.slice(head.length)}\n${call(true)}`;
}
