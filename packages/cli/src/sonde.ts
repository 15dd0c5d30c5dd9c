#!/usr/bin/env node
import { doctor } from './doctor.js';
import { help } from './help.js';
import { up } from './up.js';
import { UsageError } from './usage-error.js';

const commands: Record<string, (args: string[]) => Promise<void> | void> = {
  up,
  doctor,
  help,
  '--help': help,
  '-h': help,
};

const [name = 'help', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
try {
  if (command === undefined) throw new UsageError(`There is no "sonde ${name}".`);
  await command(args);
} catch (error) {
  const { message } = error as Error;
  console.error(error instanceof UsageError ? `${message}\nTry "sonde help".` : message);
  process.exitCode = 1;
}
