import { isAbsolute } from 'node:path';
import type { Warn } from '../warn.js';
import type { FileOptions } from './output-options.js';
import { outputParameters, type Unnamed, within } from './output-parameters.js';
import { readBytes, readDuration } from './read-amount.js';

/** `file:/path?maxBytes=100MiB&maxAge=24h&keep=10`; undefined if it is no such address. */
export function fileSetting(url: URL, warn: Warn): Unnamed<FileOptions> | undefined {
  const name = decodeURIComponent(url.pathname);
  if (url.host !== '' || !isAbsolute(name) || name.endsWith('/') || name.includes('\0')) {
    return undefined;
  }
  const { read, done } = outputParameters(url, warn);
  const options = {
    kind: 'file',
    path: name,
    maxBytes: read(
      'maxBytes',
      'an amount such as 100MiB',
      104_857_600,
      within(65_536, 2 ** 44, readBytes),
    ),
    maxAgeMs: read('maxAge', 'a time such as 24h', 86_400_000, within(1000, 2 ** 42, readDuration)),
    keep: read('keep', 'a whole number from 0 to 1000', 10, within(0, 1000)),
  } as const;
  done();
  return options;
}
