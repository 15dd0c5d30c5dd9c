import { checkApplication } from './doctor/check-application.js';
import { checkEndpoint } from './doctor/check-endpoint.js';
import { checkNode } from './doctor/check-node.js';
import { checkPorts } from './doctor/check-ports.js';
import { checkSettings } from './doctor/check-settings.js';
import { checkSpool } from './doctor/check-spool.js';
import type { Finding } from './doctor/finding.js';
import { readFlags } from './read-flags.js';
import type { Terminal } from './run-command.js';
import { createStyle } from './terminal-style.js';

const MARKS = { good: '✓', note: '·', warn: '!', bad: '✗' } as const;

/** Looks at everything and says what it saw. @returns 0, or 1 if something is wrong */
export async function doctor(args: readonly string[], terminal: Terminal): Promise<number> {
  const flags = readFlags(args, {
    endpoint: { type: 'string' },
    'no-send': { type: 'boolean' },
  });
  const { env } = terminal;
  const endpoint =
    (flags['endpoint'] as string | undefined) ||
    env['OTEL_EXPORTER_OTLP_ENDPOINT'] ||
    'http://localhost:4318';
  const style = createStyle(terminal.stdout, env);
  const paint = {
    good: style.good,
    note: style.dim,
    warn: style.warn,
    bad: style.bad,
  };
  let wrong = 0;
  const chapters: [string, () => Finding[] | Promise<Finding[]>][] = [
    ['Node', () => checkNode(process.versions.node)],
    ['Settings', () => checkSettings(env)],
    ['Endpoint', () => checkEndpoint(endpoint, flags['no-send'] !== true)],
    ['Ports', () => checkPorts()],
    ['Spool', () => checkSpool(env)],
    ['Application', () => checkApplication(terminal.cwd())],
  ];
  for (const [title, check] of chapters) {
    terminal.stdout.write(`${style.bold(title)}\n`);
    for (const finding of await check()) {
      if (finding.is === 'bad') wrong++;
      terminal.stdout.write(`  ${paint[finding.is](MARKS[finding.is])} ${finding.text}\n`);
      if (finding.advice !== undefined) terminal.stdout.write(`    ${finding.advice}\n`);
    }
  }
  terminal.stdout.write(
    wrong === 0
      ? 'Nothing is wrong.\n'
      : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.\n`,
  );
  return wrong === 0 ? 0 : 1;
}
