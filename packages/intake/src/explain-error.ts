import { type Frame, parseStack, type SourceMapStore, type SymbolicateHint } from '@sonde/errors';
import type { KeyValue } from '@sonde/otlp';
import { cutText } from './cut-text.js';
import { setText, takeText, textOf } from './page-context.js';

const MOST_FRAMES = 50;
const MOST_LINKS = 24;
const FRAMES_LENGTH = 32_768;
interface Link {
  relation: 'member' | 'cause';
  type: string;
  message: string;
  stack?: string;
  frames?: Frame[];
}

const DEBUG_ID = /^[\da-f-]{32,36}$/;

/**
 * Finds the original places of an error's stack where there are maps. What needs no map, the frames of
 * other stacks and which issue it belongs to, is the lane's worker's.
 *
 * @returns when it is done; nothing if it is done already, as it is without a store.
 */
export function explainError(
  attributes: KeyValue[],
  store: SourceMapStore | undefined,
  release: string | undefined,
): Promise<void> | undefined {
  const debugIds = parseDebugIds(takeText(attributes, 'sonde.error.debug_ids'));
  const given = textOf(attributes, 'app.sonde.fingerprint');
  if (given !== undefined) setText(attributes, 'sonde.fingerprint', given);
  const chain = textOf(attributes, 'sonde.error.chain');
  const links = chain === undefined ? undefined : readChain(chain);
  if (links) setText(attributes, 'sonde.error.chain', JSON.stringify(links));
  if (!store) return undefined;
  const hint = {
    ...(release !== undefined && { release }),
    ...(debugIds && { debugIds }),
  };
  return addFrames(attributes, links, (stack) => framesOf(stack, store, hint));
}

async function addFrames(
  attributes: KeyValue[],
  links: Link[] | undefined,
  framesIn: (stack: string) => Promise<Frame[]>,
): Promise<void> {
  const stack = textOf(attributes, 'exception.stacktrace');
  const frames = stack ? await framesIn(stack) : [];
  if (frames.length > 0) setText(attributes, 'sonde.error.frames', writeFrames(frames));
  if (!links) return;
  for (const link of links) {
    if (link.stack !== undefined) link.frames = await framesIn(link.stack);
  }
  setText(attributes, 'sonde.error.chain', JSON.stringify(links));
}

async function framesOf(
  stack: string,
  store: SourceMapStore,
  hint: SymbolicateHint,
): Promise<Frame[]> {
  const frames = parseStack(stack).slice(0, MOST_FRAMES);
  return frames.length === 0 ? frames : await store.symbolicate(frames, hint);
}

/** Source lines are the first to go where the text would be too long. */
function writeFrames(frames: Frame[]): string {
  const text = JSON.stringify(frames);
  if (text.length <= FRAMES_LENGTH) return text;
  return JSON.stringify(
    frames.map((frame, i) => (i < 5 ? frame : { ...frame, source: undefined })),
  );
}

/** The chain is a stranger's JSON text: made anew from what is known of its shape. */
function readChain(text: string): Link[] {
  const links: Link[] = [];
  for (const { relation, type, message, stack } of parseList(text).slice(0, MOST_LINKS)) {
    if (typeof type !== 'string' || typeof message !== 'string') continue;
    links.push({
      relation: relation === 'member' ? 'member' : 'cause',
      type: type.slice(0, 256),
      message: cutText(message, 8_192),
      ...(typeof stack === 'string' && { stack }),
    });
  }
  return links;
}

/** `{ file: debug id }`, a stranger's too. */
function parseDebugIds(text: string | undefined): Record<string, string> | undefined {
  if (text === undefined) return undefined;
  try {
    return Object.fromEntries(
      Object.entries(JSON.parse(text) as Record<string, unknown>)
        .slice(0, MOST_FRAMES)
        .filter((entry): entry is [string, string] => DEBUG_ID.test(String(entry[1]))),
    );
  } catch {
    return undefined;
  }
}

function parseList(text: string): Record<string, unknown>[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list)
      ? list.filter((link) => typeof link === 'object' && link !== null)
      : [];
  } catch {
    return [];
  }
}
