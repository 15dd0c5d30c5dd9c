#!/usr/bin/env node
import { UsageError } from './usage-error.js';

type Command = (args: string[]) => Promise<void> | void;

/** Each loaded only when asked for: the doctor must work where the viewer does not. */
const commands: Record<string, () => Promise<Command>> = {
  up: async () => (await import('./up.js')).up,
  doctor: async () => (await import('./doctor.js')).doctor,
  profile: async () => (await import('./profile/profile.js')).profile,
  redact: async () => (await import('./redact.js')).redact,
  sourcemaps: async () => (await import('./sourcemaps.js')).sourcemaps,
  help: async () => (await import('./help.js')).help,
};

// Whoever reads has seen enough, as `head` has: no reason for a stack trace.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const [first = 'help', ...args] = process.argv.slice(2);
const name = first === '--help' || first === '-h' ? 'help' : first;
try {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) throw new UsageError(`There is no "sonde ${name}".`);
  const command = await load();
  await command(args);
} catch (error) {
  const { message } = error as Error;
  console.error(error instanceof UsageError ? `${message}\nTry "sonde help".` : message);
  process.exitCode = 1;
}
