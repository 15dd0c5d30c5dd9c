import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = join(import.meta.dirname, '..');
const PRISMA = join(here, 'node_modules/prisma/build/index.js');
const made = join(here, 'dist/prisma');

export const why = 'its packages are not installed';

export const find = () => (existsSync(PRISMA) ? PRISMA : undefined);

/** The client that Prisma writes for a schema, as an ES module or for `require`. */
async function generate(folder, prisma, format) {
  const output = join(folder, format);
  const schema = join(folder, 'schema.prisma');
  const text = readFileSync(join(here, 'prisma/schema.prisma'), 'utf8');
  const settings = `output = "${output}"\n  moduleFormat = "${format}"\n  generatedFileExtension = "ts"`;
  writeFileSync(schema, text.replace('"prisma-client"\n', `"prisma-client"\n  ${settings}\n`));
  const config = join(folder, 'prisma.config.mjs');
  writeFileSync(config, 'export default {};');
  const generated = spawnSync(
    process.execPath,
    [prisma, 'generate', '--schema', schema, '--config', config],
    {
      cwd: here,
      // Only migrations need that engine, which no registry of packages has.
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        CHECKPOINT_DISABLE: '1',
      },
      encoding: 'utf8',
    },
  );
  if (generated.status !== 0) throw new Error(`prisma generate: ${generated.stderr}`);
  await build({
    entryPoints: [join(output, 'client.ts')],
    outfile: join(made, `client.${format === 'esm' ? 'mjs' : 'cjs'}`),
    bundle: true,
    format,
    packages: 'external',
    platform: 'node',
  });
}

/** No server: the client, written and compiled before the program that uses it. */
export async function start(folder, prisma) {
  for (const format of ['esm', 'cjs']) await generate(folder, prisma, format);
  return { env: { PRISMA_CLIENT: made }, stop: async () => {} };
}
