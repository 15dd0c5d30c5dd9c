import { DOCTOR_HELP, HELP, UP_HELP } from './help-text.js';
import { createStyle } from './terminal-style.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

/** What a command needs of its process. */
export interface Terminal {
  env: Readonly<Record<string, string | undefined>>;
  stdout: { write(text: string): unknown; isTTY?: boolean };
  stderr: { write(text: string): unknown; isTTY?: boolean };
  cwd(): string;
}

/** Runs one command to its end. @returns the exit code */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      terminal.stdout.write(HELP);
      return 0;
    }
    if (name === '--version' || name === '-v') {
      terminal.stdout.write(`${VERSION}\n`);
      return 0;
    }
    const wantsHelp = rest.includes('--help') || rest.includes('-h');
    if (name === 'up') {
      if (wantsHelp) return print(terminal, UP_HELP);
      return await (await import('./up.js')).up(rest, terminal);
    }
    if (name === 'doctor') {
      if (wantsHelp) return print(terminal, DOCTOR_HELP);
      return await (await import('./doctor.js')).doctor(rest, terminal);
    }
    throw new UsageError(`there is no command "${printable(name)}"; run sonde help`);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const style = createStyle(terminal.stderr, terminal.env);
    terminal.stderr.write(`${style.bad('sonde:')} ${error.message}\n`);
    return 1;
  }
}

function print(terminal: Terminal, text: string): number {
  terminal.stdout.write(text);
  return 0;
}

function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 60);
}
