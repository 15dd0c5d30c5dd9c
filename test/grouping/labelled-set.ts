import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSymbolicator, type Frame, parseStack } from '@sonde/errors';

/** One error of the set, and the fault that threw it. */
export interface LabelledError {
  fault: string;
  engine: string;
  build: string;
  release: number;
  type: string;
  message: string;
  stack?: string;
  /** As parsed, and where the program was minified, with its source map applied. */
  frames: Frame[];
}

/** The sets that the rules were made with, in the order in which they were first measured. */
export const LEARNED = {
  program: new URL('./', import.meta.url),
  learned: new URL('drawn/learned/', import.meta.url),
  choir: new URL('drawn/choir/', import.meta.url),
  bazaar: new URL('composed/bazaar/', import.meta.url),
  harbour: new URL('composed/harbour/', import.meta.url),
  orchard: new URL('composed/orchard/', import.meta.url),
};

/** No rule was ever changed for `meadow`, and none is to be: it would be held out no more. */
export const SETS = { ...LEARNED, meadow: new URL('composed/meadow/', import.meta.url) };

/** Builds whose functions keep their names. */
const WITH_NAMES = /^(?:source|cjs|webpack-eval|webpack-dev)$/;

export const isMinified = ({ build }: LabelledError): boolean => !WITH_NAMES.test(build);

export interface LabelledSetOptions {
  set?: keyof typeof SETS;
  /** Whether minified code has its source maps, and whether those have the sources in them. */
  maps?: 'all' | 'without sources' | 'none';
}

/** The errors of a set: what the generated program threw, and what was written by hand. */
export function readLabelledSet({
  set = 'program',
  maps = 'all',
}: LabelledSetOptions = {}): LabelledError[] {
  const folder = SETS[set];
  const symbolicate = symbolicatorOf(new URL('maps/', folder), maps);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ndjson'));
  return files.flatMap((name) =>
    readFileSync(new URL(name, folder), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => {
        const error = JSON.parse(line) as LabelledError;
        const frames = error.stack ? parseStack(error.stack) : [];
        // Behind `#` stands the way by which the fault was reached.
        const fault = error.fault.replace(/#.*$/, '');
        return { ...error, fault, frames: symbolicate(frames) };
      }),
  );
}

function symbolicatorOf(
  maps: URL,
  kind: 'all' | 'without sources' | 'none',
): (frames: readonly Frame[]) => Frame[] {
  if (kind === 'none') return (frames) => [...frames];
  const kept = fileURLToPath(maps);
  const folder = kind === 'all' ? kept : withoutSources(kept);
  const symbolicate = createSymbolicator({ folder, maxBytes: 4_000_000 });
  return (frames) => symbolicate(frames, {});
}

/** A copy of the maps, as many tools write them. */
function withoutSources(kept: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'maps-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const name of readdirSync(kept)) {
    const map = JSON.parse(readFileSync(join(kept, name), 'utf8')) as { sourcesContent?: unknown };
    delete map.sourcesContent;
    writeFileSync(join(folder, name), JSON.stringify(map));
  }
  return folder;
}
