/**
 * Whether `module.registerHooks` takes CommonJS without source, which import-in-the-middle needs: since
 * 22.22.3, 24.11.1, 25.1 and 26 (nodejs/node 59929).
 */
export function hasSyncHooks(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const at = minor * 1000 + patch;
  if (major === 22) return at >= 22_003;
  if (major === 24) return at >= 11_001;
  if (major === 25) return at >= 1000;
  return major >= 26;
}
