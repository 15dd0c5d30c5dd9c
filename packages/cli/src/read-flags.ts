import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage-error.js';

/** The flags of a command, by name. @throws UsageError for one that it does not know */
export function readFlags(
  args: readonly string[],
  options: ParseArgsOptionsConfig,
): Record<string, string | boolean | undefined> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options,
      strict: true,
      allowPositionals: false,
    });
    return values as Record<string, string | boolean | undefined>;
  } catch (error) {
    const [first = ''] = (error as Error).message.split('. ');
    throw new UsageError(`${first.charAt(0).toLowerCase()}${first.slice(1)}; see --help`);
  }
}

/** @throws UsageError */
export function readPort(flag: string, text: string | boolean | undefined): number | undefined {
  if (typeof text !== 'string') return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--${flag} must be a port from 0 to 65535`);
}

type AmountKind = 'bytes' | 'time';

const UNITS: Readonly<Record<AmountKind, Readonly<Record<string, number>>>> = {
  bytes: { '': 1, b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30 },
  time: { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 },
};

/** `500MB` as bytes, `12h` as milliseconds. @throws UsageError */
export function readAmount(
  flag: string,
  text: string | boolean | undefined,
  kind: AmountKind,
): number | undefined {
  if (typeof text !== 'string') return undefined;
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text.toLowerCase()) ?? [];
  const factor = Object.hasOwn(UNITS[kind], unit) ? UNITS[kind][unit] : undefined;
  if (digits !== '' && factor !== undefined) return Math.round(Number(digits) * factor);
  const example = kind === 'bytes' ? '500MB or 2GB' : '90m, 12h or 7d';
  throw new UsageError(`--${flag} must be such as ${example}`);
}
