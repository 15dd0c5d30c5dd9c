import { createRequire } from 'node:module';
import { relative, sep } from 'node:path';

const FOLDER = `${sep}node_modules${sep}`;

/** A file of an installed package. */
export interface PackageFile {
  package: string;
  /** Of the package. */
  folder: string;
}

/** The package that a file belongs to; undefined for one of the application's own. */
export function packageFile(filename: string): PackageFile | undefined {
  const at = filename.lastIndexOf(FOLDER);
  if (at === -1) return undefined;
  const start = at + FOLDER.length;
  let end = filename.indexOf(sep, start);
  if (end !== -1 && filename.charCodeAt(start) === 64 /* @ */) end = filename.indexOf(sep, end + 1);
  if (end === -1) return undefined;
  const name = filename.slice(start, end);
  return {
    package: sep === '/' ? name : name.replaceAll(sep, '/'),
    folder: filename.slice(0, end),
  };
}

const mains = new Map<string, string | undefined>();

/** The file that `require` gives for the package's bare name; undefined if there is none. */
export function mainOf({ package: name, folder }: PackageFile): string | undefined {
  if (mains.has(folder)) return mains.get(folder);
  let main: string | undefined;
  try {
    main = createRequire(`${folder}${sep}package.json`).resolve(name);
  } catch {
    // It has only files that are asked for by their paths.
  }
  mains.set(folder, main);
  return main;
}

/** The package's name for its main file, else with the path of the file in it. */
export function moduleName(file: PackageFile, filename: string): string | undefined {
  const main = mainOf(file);
  if (main === undefined) return undefined;
  return main === filename
    ? file.package
    : `${file.package}${sep}${relative(file.folder, filename)}`;
}
