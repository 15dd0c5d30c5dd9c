import { createRequire } from 'node:module';
import { isatty } from 'node:tty';
import pino from 'pino';
import { escapeForTerminal } from './escape-controls.js';

/** `json`, `pretty`, nothing, or by what standard output is: pretty on a terminal, JSON otherwise. */
export type Print = 'auto' | 'json' | 'pretty' | false;

/** Takes finished lines, each with its line break. Never throws. */
export type PrintLine = (line: string) => void;

const STDOUT = 1;

interface Writable {
  write(text: string): unknown;
}

const messageText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

interface PrettyPrinter {
  prettyFactory(options: object): (line: string) => string | undefined;
}

/** Loaded on a terminal only; undefined in a bundle, which has no module's place to look from. */
function loadPrinter(): PrettyPrinter | undefined {
  try {
    const require = createRequire(import.meta.url);
    return require('pino-pretty') as PrettyPrinter;
  } catch {
    return undefined;
  }
}

function prettyPrinter(colorize: boolean): (line: string) => string {
  const printer = loadPrinter();
  if (!printer) return (line) => line;
  const pretty = printer.prettyFactory({
    colorize,
    ignore: 'pid,hostname,service,trace_flags',
    // A message with a line break must not pass for a second line.
    messageFormat: (log: Record<string, unknown>, key: string) =>
      messageText(log[key]).replaceAll('\n', '\\n'),
  });
  return (line) => pretty(escapeForTerminal(line)) ?? '';
}

function standardOutput(): Writable {
  const stream = pino.destination({ fd: STDOUT, sync: true });
  // A reader that went away is no reason to end the application.
  stream.on('error', () => undefined);
  return stream;
}

/** Where lines are printed: the given stream, or standard output. `undefined`: nowhere. */
export function printStream(
  print: Print,
  destination: Writable | undefined,
  colours: boolean,
): PrintLine | undefined {
  if (print === false) return undefined;
  const terminal = !destination && isatty(STDOUT);
  const stream = destination ?? standardOutput();
  if (print === 'json' || (print === 'auto' && !terminal)) return (line) => void stream.write(line);
  const pretty = prettyPrinter(terminal && colours);
  return (line) => void stream.write(pretty(line));
}
