import { afterAll, describe, expect, test } from 'vitest';
import { type Database, startDatabase } from '../../packages/tracing/test/start-database.js';
import { deprecatedAttributes } from './deprecated-attributes.js';
import { programs } from './programs.js';
import { type Form, removeMade, runProgram } from './run-program.js';
import { spanTree } from './span-tree.js';

/** Set by `npm run test:matrix`, which has installed and started everything. */
const all = process.env['SONDE_MATRIX'] === 'all';
const wanted = programs.filter(({ quick }) => all || quick);

const combinations: [node: string, form: Form][] = all
  ? ['22', '24', '26'].flatMap((node): [string, Form][] => [
      [node, 'imported'],
      [node, 'required'],
    ])
  : [
      ['22', 'imported'],
      ['24', 'imported'],
      ['24', 'required'],
      ['26', 'required'],
    ];

/** What a library prints on a Node newer than itself. */
const NOT_OURS = /^.*(?:TimeoutNegativeWarning|DeprecationWarning)[^]*?was created\)\n/m;
/** What Next.js says of its start. */
const NEXT_SAYS = /^✓ Running next\.config.*\n/m;
/** What every program uses for a secret, in places where none may leave. */
const SECRET = /sekret/;

afterAll(removeMade);

/** Its server: one that runs for all, or a Postgres of its own. */
async function serverFor(needs: string | undefined): Promise<Database | undefined> {
  return all || needs === undefined ? undefined : startDatabase();
}

describe.each(wanted)('$name', ({ name, needs, env: settings }) => {
  test.skipIf(all && needs !== undefined && process.env[needs] === undefined).each(combinations)(
    'gives the spans of its text on Node %s, %s',
    async (node, form) => {
      const database = await serverFor(needs);
      const env = { ...settings, ...(database ? { POSTGRES_URL: database.url } : {}) };
      const run = await runProgram(name, form, { node, env });
      await database?.close();
      const said = {
        stdout: run.stdout.replace(NEXT_SAYS, ''),
        stderr: run.stderr.replace(NOT_OURS, ''),
      };
      expect({ ...run, ...said }).toMatchObject({
        code: 0,
        stdout: '',
        stderr: '',
      });
      const tree = spanTree(run.spans);
      await expect(tree).toMatchFileSnapshot(`spans/${name}.txt`);
      expect(tree).not.toMatch(SECRET);
      expect(deprecatedAttributes(run.spans)).toEqual([]);
    },
  );
});
