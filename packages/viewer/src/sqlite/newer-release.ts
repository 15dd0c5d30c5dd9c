const VERSION = /^v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-([\w.-]+))?(?:\+.*)?$/;

/**
 * Whether a release came after another, by their version numbers. `undefined` where one of them is
 * no version number (a commit, a date in words): then only the order of arrival tells.
 */
export function isNewerRelease(release: string, than: string): boolean | undefined {
  const one = VERSION.exec(release);
  const other = VERSION.exec(than);
  if (!one || !other) return release === than ? false : undefined;
  for (let part = 1; part <= 4; part++) {
    const difference = Number(one[part] ?? 0) - Number(other[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  const [before, otherBefore] = [one[5], other[5]];
  // 1.0.0 comes after 1.0.0-beta.2.
  if (before === undefined || otherBefore === undefined) {
    return before === undefined && otherBefore !== undefined;
  }
  return before.localeCompare(otherBefore, 'en', { numeric: true }) > 0;
}
