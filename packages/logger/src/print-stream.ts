import { createRequire } from 'node:module';
import { isatty } from 'node:tty';
import { escapeForTerminal } from './escape-controls.js';

/** `json`, `pretty`, nothing, or by what standard output is: pretty on a terminal, JSON otherwise. */
export type Print = 'auto' | 'json' | 'pretty' | false;

/** Takes finished lines, each with its line break. Never throws. */
export type PrintLine = (line: string) => void;

const STDOUT = 1;

interface Writable {
  write(text: string): unknown;
  on?(event: 'error', listener: (error: Error) => void): unknown;
}

const load = createRequire(import.meta.url);

function prettyStream(destination: Writable | typeof STDOUT): Writable {
  const pretty = load('pino-pretty') as (options: object) => Writable;
  return pretty({
    sync: true,
    destination,
    colorize: destination === STDOUT && isatty(STDOUT),
    ignore: 'pid,hostname,service,trace_flags',
    // A message with a line break must not pass for a second line.
    messageFormat: (log: Record<string, unknown>, key: string) =>
      String(log[key] ?? '').replaceAll('\n', '\\n'),
  });
}

function jsonStream(): Writable {
  const { destination } = load('pino') as { destination(options: object): Writable };
  return destination({ fd: STDOUT, sync: true });
}

/** Where lines are printed: the given stream, or standard output. `undefined`: nowhere. */
export function printStream(
  print: Print,
  destination: Writable | undefined,
): PrintLine | undefined {
  if (print === false) return undefined;
  const pretty = print === 'pretty' || (print === 'auto' && !destination && isatty(STDOUT));
  const stream = pretty ? prettyStream(destination ?? STDOUT) : (destination ?? jsonStream());
  // A reader that went away is no reason to end the application.
  if (!destination) stream.on?.('error', () => undefined);
  return pretty
    ? (line) => void stream.write(escapeForTerminal(line))
    : (line) => void stream.write(line);
}
