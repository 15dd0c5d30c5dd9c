import { type Frame, parseStack, type SourceMapStore, type SymbolicateHint } from '@sonde/errors';
import type { KeyValue } from '@sonde/otlp';
import { cutText } from './cut-text.js';
import { setText, takeText, textOf } from './page-context.js';

const MOST_FRAMES = 50;
const MOST_LINKS = 24;
const FRAMES_LENGTH = 32_768;
const DEBUG_ID = /^[\da-f-]{32,36}$/;

/**
 * Finds the original places of an error's stack where there are maps. What needs no map, the frames of
 * other stacks and which issue it belongs to, is the lane's worker's.
 */
export async function explainError(
  attributes: KeyValue[],
  store: SourceMapStore | undefined,
  release: string | undefined,
): Promise<void> {
  const debugIds = parseDebugIds(takeText(attributes, 'sonde.error.debug_ids'));
  const hint = {
    ...(release !== undefined && { release }),
    ...(debugIds && { debugIds }),
  };
  if (store) {
    const frames = await framesOf(textOf(attributes, 'exception.stacktrace'), store, hint);
    if (frames.length > 0) setText(attributes, 'sonde.error.frames', writeFrames(frames));
  }
  const given = textOf(attributes, 'app.sonde.fingerprint');
  if (given !== undefined) setText(attributes, 'sonde.fingerprint', given);
  const chain = textOf(attributes, 'sonde.error.chain');
  if (chain !== undefined) {
    setText(attributes, 'sonde.error.chain', await explainChain(chain, store, hint));
  }
}

async function framesOf(
  stack: string | undefined,
  store: SourceMapStore,
  hint: SymbolicateHint,
): Promise<Frame[]> {
  const frames = stack ? parseStack(stack).slice(0, MOST_FRAMES) : [];
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
async function explainChain(
  text: string,
  store: SourceMapStore | undefined,
  hint: SymbolicateHint,
): Promise<string> {
  const links: object[] = [];
  for (const { relation, type, message, stack } of parseList(text).slice(0, MOST_LINKS)) {
    if (typeof type !== 'string' || typeof message !== 'string') continue;
    const raw = typeof stack === 'string' ? stack : undefined;
    links.push({
      relation: relation === 'member' ? 'member' : 'cause',
      type: type.slice(0, 256),
      message: cutText(message, 8_192),
      ...(raw !== undefined && { stack: raw }),
      ...(raw !== undefined && store && { frames: await framesOf(raw, store, hint) }),
    });
  }
  return JSON.stringify(links);
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
