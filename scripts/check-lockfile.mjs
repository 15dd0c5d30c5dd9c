import { readFileSync } from 'node:fs';

/**
 * Holds the lockfile against two traps. It names versions and integrity, never an address: whoever
 * installs chooses the registry. And it holds every platform's binary of every native tool: a
 * registry may not have them all yet for the newest version, and then `npm ci` refuses to install.
 */
const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const entries = Object.entries(lock.packages);
const complaints = [];

for (const [path, { resolved }] of entries) {
  if (/^https?:/.test(resolved ?? '')) complaints.push(`${path} holds a download address`);
}

function isLocked(from, name) {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
    if (lock.packages[`${folder}${folder === '' ? '' : '/'}node_modules/${name}`]) return true;
    if (!folder.includes('/node_modules/')) {
      return lock.packages[`node_modules/${name}`] !== undefined;
    }
  }
}

for (const [path, { optionalDependencies = {}, version }] of entries) {
  const missing = Object.keys(optionalDependencies).filter((name) => !isLocked(path, name));
  if (missing.length > 0) {
    complaints.push(`${path} ${version} lacks ${missing.join(', ')}: take a version that has all`);
  }
}

for (const complaint of complaints) console.error(complaint);
process.exit(complaints.length === 0 ? 0 : 1);
