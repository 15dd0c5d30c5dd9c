import { readFileSync, statSync } from 'node:fs';
import { addSourceLines, type Frame, fingerprint, parseStack } from '@sonde/errors';
import type { KeyValue, LogRecord } from '@sonde/otlp';
import type { Redactor } from '@sonde/redaction';

const MAX_FILES = 64;
const MAX_FILE_BYTES = 2_000_000;
const MAX_FRAMES = 50;
/** Stacks that are remembered: what fails once tends to fail often. */
const MAX_STACKS = 128;
const MAX_STACK_CHARACTERS = 16_384;
/** A stack comes out of a log line, and so could name any file: only source code is read. */
const sourceFile = /\.(?:js|mjs|cjs|jsx|ts|mts|cts|tsx)$/;

/** Gives an error its frames, its source lines and its issue, as `docs/fields.md` has them. */
export interface ErrorEnricher {
  /**
   * @param local whether the error comes from this process, so that its files are here. Of what
   *   comes from elsewhere, nothing is read.
   */
  enrich(record: LogRecord, local: boolean): void;
}

/** Source files by path, the least lately used ones forgotten first. */
function createSourceReader(): (file: string) => string | undefined {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (!file.startsWith('/') && !/^[a-z]:[\\/]/i.test(file)) return undefined;
    if (!sourceFile.test(file)) return undefined;
    let text = texts.get(file);
    if (text === undefined && !texts.has(file)) {
      try {
        const found = statSync(file);
        if (found.isFile() && found.size <= MAX_FILE_BYTES) text = readFileSync(file, 'utf8');
      } catch {
        // Not on this machine.
      }
    }
    texts.delete(file);
    texts.set(file, text);
    if (texts.size > MAX_FILES) texts.delete(texts.keys().next().value as string);
    return text;
  };
}

export function createErrorEnricher(redactor: Redactor): ErrorEnricher {
  const readFile = createSourceReader();

  function clean(frames: readonly Frame[]): Frame[] {
    return frames.map((frame) =>
      frame.source
        ? {
            ...frame,
            source: {
              ...frame.source,
              lines: frame.source.lines.map((line) => redactor.text(line)),
            },
          }
        : frame,
    );
  }

  function readFrames(stack: string, local: boolean): Frame[] {
    const frames = parseStack(stack).slice(0, MAX_FRAMES);
    return clean(local ? addSourceLines(frames, readFile) : frames);
  }

  /** The frames of a stack and their JSON, the least lately used ones forgotten first. */
  const known = new Map<string, { frames: Frame[]; json: string }>();

  function told(stack: string, local: boolean): { frames: Frame[]; json: string } {
    const key = local ? stack : `\n${stack}`;
    let one = known.get(key);
    if (!one) {
      const frames = readFrames(stack, local);
      one = { frames, json: JSON.stringify(frames) };
    }
    if (stack.length > MAX_STACK_CHARACTERS) return one;
    known.delete(key);
    known.set(key, one);
    if (known.size > MAX_STACKS) known.delete(known.keys().next().value as string);
    return one;
  }

  function chainWithFrames(text: string, local: boolean): string {
    const links = JSON.parse(text) as { stack?: string; frames?: Frame[] }[];
    for (const link of links) {
      if (typeof link.stack === 'string' && !link.frames)
        link.frames = told(link.stack, local).frames;
    }
    return JSON.stringify(links);
  }

  return {
    enrich(record, local) {
      const found = new Map<string, KeyValue>();
      for (const one of record.attributes) {
        if (one.key.startsWith('exception.') || one.key.startsWith('sonde.'))
          found.set(one.key, one);
      }
      const textOf = (key: string): string | undefined => found.get(key)?.value.stringValue;
      const type = textOf('exception.type');
      if (type === undefined) return;
      const add = (key: string, text: string): void => {
        if (!found.has(key)) record.attributes.push({ key, value: { stringValue: text } });
      };
      const here = local && textOf('sonde.source') !== 'browser';
      try {
        const given = textOf('sonde.error.frames');
        const stack = textOf('exception.stacktrace');
        const parsed = given === undefined && stack !== undefined ? told(stack, here) : undefined;
        const frames =
          given === undefined ? (parsed?.frames ?? []) : (JSON.parse(given) as Frame[]);
        if (parsed && frames.length > 0) add('sonde.error.frames', parsed.json);
        if (!found.has('sonde.error.fingerprint')) {
          const message = textOf('exception.message') ?? '';
          const said = textOf('sonde.fingerprint');
          const own = said === undefined ? {} : { given: said };
          const issue = fingerprint({ type, message, frames, ...own });
          add('sonde.error.fingerprint', issue.id);
          if (issue.whole !== undefined) add('sonde.error.whole', issue.whole);
          add('sonde.error.because', redactor.text(issue.because));
        }
        const chain = found.get('sonde.error.chain');
        if (chain?.value.stringValue) {
          chain.value = { stringValue: chainWithFrames(chain.value.stringValue, here) };
        }
      } catch {
        // An error without its frames is worth more than none.
      }
    },
  };
}
