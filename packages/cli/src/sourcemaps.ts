import { parseArgs } from 'node:util';
import { type CheckedScript, checkFolder, processFolder } from '@sonde/intake/sourcemaps';
import { green, red } from './paint.js';
import { UsageError } from './usage-error.js';

const FAULTS: Readonly<Record<NonNullable<CheckedScript['fault']>, string>> = {
  map_published: 'its map would be published',
  map_missing: 'no map for it in the private folder',
  map_unreadable: 'its map is none',
};

/**
 * `sonde sourcemaps upload BUILT --to FOLDER` moves the maps of a build into the intake's private
 * folder and gives the scripts debug ids; `check` says what is wrong and ends with 1 if anything is.
 */
export function sourcemaps(args: string[]): void {
  const { verb, built, folder } = readOptions(args);
  if (verb === 'upload') {
    const done = processFolder(built, folder);
    for (const { file, debugId } of done) process.stdout.write(`  ${file}  ${debugId}\n`);
    process.stdout.write(`${done.length} maps moved to ${folder}\n`);
    return;
  }
  const checked = checkFolder(built, folder);
  const wrong = checked.filter(({ fault }) => fault !== undefined);
  for (const { file, fault } of wrong) {
    process.stdout.write(`${red('wrong')}  ${file}: ${fault === undefined ? '' : FAULTS[fault]}\n`);
  }
  if (checked.length === 0) process.stdout.write(`${red('wrong')}  no script in ${built}\n`);
  else if (wrong.length === 0) {
    process.stdout.write(
      `${green('good')}   ${checked.length} scripts, each with its map, none published\n`,
    );
  }
  process.exitCode = checked.length === 0 || wrong.length > 0 ? 1 : 0;
}

function readOptions(args: string[]): { verb: string; built: string; folder: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { to: { type: 'string', default: '' } },
    });
    const [verb = '', built = ''] = positionals;
    if (!['upload', 'check'].includes(verb) || built === '' || values.to === '') {
      throw new Error('Say which: sonde sourcemaps upload|check dist --to ../maps');
    }
    return { verb, built, folder: values.to };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
