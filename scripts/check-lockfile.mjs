import { readFileSync } from 'node:fs';

/** The lockfile names versions and integrity, never an address: whoever installs chooses the registry. */
const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const named = Object.entries(lock.packages).filter(([, entry]) =>
  /^https?:/.test(entry.resolved ?? ''),
);
for (const [path, entry] of named) console.error(`${path}: resolved ${entry.resolved}`);
if (named.length > 0) {
  console.error(
    `${named.length} entries hold a download address. Run npm install with omit-lockfile-registry-resolved=true.`,
  );
  process.exit(1);
}
