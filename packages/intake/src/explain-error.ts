import { type Frame, fingerprint, parseStack, type SourceMapStore } from '@sonde/errors';
import type { KeyValue } from '@sonde/otlp';
import { setText, textOf } from './page-context.js';

const MOST_FRAMES = 50;
const MOST_LINKS = 24;
const FRAMES_LENGTH = 32_768;

/** Finds the original places of an error's stack, and which issue it belongs to. */
export async function explainError(
  attributes: KeyValue[],
  store: SourceMapStore | undefined,
  release: string | undefined,
): Promise<void> {
  const type = textOf(attributes, 'exception.type') ?? 'Error';
  const message = textOf(attributes, 'exception.message') ?? '';
  const frames = await framesOf(textOf(attributes, 'exception.stacktrace'), store, release);
  if (frames.length > 0) setText(attributes, 'sonde.error.frames', writeFrames(frames));
  const given = textOf(attributes, 'app.sonde.fingerprint');
  const own = given === undefined ? {} : { given };
  const { id, because, whole } = fingerprint({ type, message, frames, ...own });
  setText(attributes, 'sonde.error.fingerprint', id);
  if (whole !== undefined) setText(attributes, 'sonde.error.whole', whole);
  setText(attributes, 'sonde.error.because', because);
  const chain = textOf(attributes, 'sonde.error.chain');
  if (chain !== undefined) {
    setText(attributes, 'sonde.error.chain', await explainChain(chain, store, release));
  }
}

async function framesOf(
  stack: string | undefined,
  store: SourceMapStore | undefined,
  release: string | undefined,
): Promise<Frame[]> {
  const frames = stack ? parseStack(stack).slice(0, MOST_FRAMES) : [];
  if (!store || frames.length === 0) return frames;
  return await store.symbolicate(frames, release === undefined ? {} : { release });
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
  release: string | undefined,
): Promise<string> {
  const links: object[] = [];
  for (const { relation, type, message, stack } of parseList(text).slice(0, MOST_LINKS)) {
    if (typeof type !== 'string' || typeof message !== 'string') continue;
    const raw = typeof stack === 'string' ? stack : undefined;
    links.push({
      relation: relation === 'member' ? 'member' : 'cause',
      type: type.slice(0, 256),
      message: message.slice(0, 8_192),
      ...(raw !== undefined && { stack: raw, frames: await framesOf(raw, store, release) }),
    });
  }
  return JSON.stringify(links);
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
