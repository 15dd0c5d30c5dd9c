import { checkModules } from './check-modules.js';
import { checkNode } from './check-node.js';
import { checkPorts } from './check-ports.js';
import { checkReceiver } from './check-receiver.js';
import { checkSettings } from './check-settings.js';
import { checkSpool } from './check-spool.js';
import type { Finding } from './finding.js';
import { bold, dim, green, red, yellow } from './paint.js';
import { UsageError } from './usage-error.js';

const marks = { ok: green('ok   '), note: yellow('note '), wrong: red('wrong') };

/** `sonde doctor [FILE]`: says in plain words what is wrong with a set-up. Changes nothing. */
export async function doctor(args: string[]): Promise<void> {
  if (args.length > 1) throw new UsageError('sonde doctor takes one file at the most.');
  const [entry] = args;
  if (entry?.startsWith('-')) throw new UsageError(`sonde doctor knows no "${entry}".`);
  const { env } = process;
  const checks: [string, () => Finding[] | Promise<Finding[]>][] = [
    [
      'Node',
      () => checkNode(process.versions.node, [...process.execArgv, env['NODE_OPTIONS']].join(' ')),
    ],
    ['Settings', () => checkSettings(env)],
    ['Receiver', () => checkReceiver(env)],
    ['Ports', () => checkPorts()],
    ['Spool', () => checkSpool(env)],
    ['Modules', () => checkModules(process.cwd(), entry)],
  ];
  let isWrong = false;
  for (const [title, check] of checks) {
    console.log(`\n${bold(title)}`);
    for (const { state, says, advice } of await check()) {
      console.log(`  ${marks[state]}  ${says}`);
      if (advice !== undefined) console.log(`         ${dim(advice)}`);
      isWrong ||= state === 'wrong';
    }
  }
  console.log(isWrong ? '\nSomething is wrong: see above.\n' : '\nNothing is wrong.\n');
  if (isWrong) process.exitCode = 1;
}
