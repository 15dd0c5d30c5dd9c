import type { Warn } from '../warn.js';
import type { OutputOptions } from './output-options.js';

export const SETTING = 'SONDE_OUTPUTS';

/** An output that has no name yet. */
export type Unnamed<T extends OutputOptions = OutputOptions> = T extends OutputOptions
  ? Omit<T, 'name'>
  : never;

/** The parameters of one output's address. */
export interface OutputParameters {
  /** A value that can't be read is one warning and the fallback. */
  read: <T>(
    name: string,
    expected: string,
    fallback: T,
    parse: (text: string) => T | undefined,
  ) => T;
  /** Warns of those that nobody asked for. */
  done: () => void;
}

export function outputParameters(url: URL, warn: Warn): OutputParameters {
  const kind = url.protocol.slice(0, -1);
  const known = new Set<string>();

  function read<T>(
    name: string,
    expected: string,
    fallback: T,
    parse: (text: string) => T | undefined,
  ): T {
    known.add(name);
    const text = url.searchParams.get(name);
    if (text === null) return fallback;
    const value = parse(text);
    if (value !== undefined) return value;
    warn({
      code: 'bad_option',
      message: `${SETTING}: ${name} of ${kind} must be ${expected}; its default is used`,
      option: SETTING,
      expected,
      got: 'another text',
    });
    return fallback;
  }

  function done(): void {
    for (const name of url.searchParams.keys()) {
      if (known.has(name)) continue;
      warn({
        code: 'bad_option',
        message: `${SETTING}: ${kind} has no parameter of a name that it was given; it is left out`,
        option: SETTING,
        expected: [...known].join(', ') || 'none',
        got: 'another name',
      });
    }
  }

  return { read, done };
}

/** Takes whole numbers within bounds. */
export const within =
  (least: number, most: number, parse: (text: string) => number | undefined = Number) =>
  (text: string): number | undefined => {
    const number = parse(text);
    return number !== undefined && Number.isInteger(number) && number >= least && number <= most
      ? number
      : undefined;
  };
