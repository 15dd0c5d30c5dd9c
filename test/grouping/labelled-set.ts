import { readFileSync } from 'node:fs';
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

const MAPS = new URL('maps/', import.meta.url).pathname;

/** The errors of the set: what the generated program threw, and what was written by hand. */
export function readLabelledSet({ withMaps = true } = {}): LabelledError[] {
  const symbolicate = createSymbolicator({ folder: MAPS, maxBytes: 4_000_000 });
  return ['stacks.ndjson', 'other-engines.ndjson'].flatMap((name) =>
    readFileSync(new URL(name, import.meta.url), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => {
        const error = JSON.parse(line) as LabelledError;
        const frames = error.stack ? parseStack(error.stack) : [];
        // Behind `#` stands the way by which the fault was reached.
        const fault = error.fault.replace(/#.*$/, '');
        return { ...error, fault, frames: withMaps ? symbolicate(frames, {}) : frames };
      }),
  );
}
