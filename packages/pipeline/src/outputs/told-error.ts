import type { ErrorLink, Frame } from '@sonde/errors';

/** One error of a chain, as a record tells it. */
export interface ChainLink extends ErrorLink {
  /** Absent for the error that was caught. */
  relation?: 'cause' | 'member';
}

/** The error of a record, read out of its attributes (`docs/fields.md`). */
export interface ToldError {
  /** The error that was caught, then its causes, nearest first, then the members of an aggregate. */
  chain: ChainLink[];
  handled: boolean;
  mechanism: string;
  /** The issue. */
  fingerprint?: string;
  /** Set by the application itself, over the issue. */
  own?: string;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

function parse(value: unknown): unknown[] {
  if (typeof value !== 'string') return [];
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

function isLink(value: unknown): value is ChainLink {
  if (typeof value !== 'object' || value === null) return false;
  const { type, message } = value as Record<string, unknown>;
  return typeof type === 'string' && typeof message === 'string';
}

function framesOf(value: unknown): Frame[] {
  return (Array.isArray(value) ? value : []).filter(
    (frame): frame is Frame =>
      typeof frame === 'object' && frame !== null && typeof (frame as Frame).file === 'string',
  );
}

/** @returns undefined if the record tells no error. */
export function toldError(attributes: Readonly<Record<string, unknown>>): ToldError | undefined {
  const type = text(attributes['exception.type']);
  if (type === undefined) return undefined;
  const stack = text(attributes['exception.stacktrace']);
  const first: ChainLink = {
    type,
    message: text(attributes['exception.message']) ?? '',
    ...(stack === undefined ? {} : { stack }),
    frames: framesOf(parse(attributes['sonde.error.frames'])),
  };
  const rest = parse(attributes['sonde.error.chain'])
    .filter(isLink)
    .map((link) => ({ ...link, frames: framesOf(link.frames) }));
  const fingerprint = text(attributes['sonde.error.fingerprint']);
  const own = text(attributes['sonde.fingerprint']);
  return {
    chain: [first, ...rest],
    handled: attributes['sonde.error.handled'] !== false,
    mechanism: text(attributes['sonde.error.mechanism']) ?? 'log',
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(own === undefined ? {} : { own }),
  };
}
