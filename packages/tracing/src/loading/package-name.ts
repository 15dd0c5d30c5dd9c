/** `@scope/name/file` and `name/file` belong to the package before the last slash that counts. */
export function packageName(specifier: string): string {
  const first = specifier.indexOf('/');
  if (first === -1) return specifier;
  if (specifier.charCodeAt(0) !== 64 /* @ */) return specifier.slice(0, first);
  const second = specifier.indexOf('/', first + 1);
  return second === -1 ? specifier : specifier.slice(0, second);
}
