import type { Finding } from './finding.js';

const OLDEST = [22, 15] as const;

/** Whether this Node is new enough for the preload. */
export function checkNode(version: string): Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const good = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  if (good) return [{ is: 'good', text: `Node ${version}` }];
  return [
    {
      is: 'bad',
      text: `Node ${version} is too old: the preload leaves the application alone`,
      advice: `Use Node ${OLDEST.join('.')} or newer.`,
    },
  ];
}
