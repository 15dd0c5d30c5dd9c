import { type Finding, ok, wrong } from './finding.js';

const OLDEST = [22, 15] as const;

/** Whether the preload starts on this Node at all. */
export function checkNode(version: string): Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) {
    return [ok(`Node ${version}.`)];
  }
  return [
    wrong(
      `Node ${version} is too old: Sonde needs ${OLDEST.join('.')} or newer.`,
      'The application runs on it, but without a trace, a metric or a shipped log.',
    ),
  ];
}
