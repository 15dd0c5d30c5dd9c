import { type Finding, note, ok, wrong } from './finding.js';

const OLDEST = [22, 15] as const;
/** Until here each promise and callback is told to a hook, so that contexts go on. */
const HOOKED = 23;
const FRAMES = '--experimental-async-context-frame';

/**
 * Whether the preload starts on this Node at all, and by which way contexts go there.
 *
 * @param flags that this Node was started with, `NODE_OPTIONS` among them.
 */
export function checkNode(version: string, flags: string): Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) {
    if (major > HOOKED || flags.includes(FRAMES)) return [ok(`Node ${version}.`)];
    return [
      note(
        `Node ${version}: a traced request costs more than on Node 24.`,
        `Node 24, or NODE_OPTIONS=${FRAMES}, which Node ${major} calls experimental, carries contexts at a lower price.`,
      ),
    ];
  }
  return [
    wrong(
      `Node ${version} is too old: Sonde needs ${OLDEST.join('.')} or newer.`,
      'The application runs on it, but without a trace, a metric or a shipped log.',
    ),
  ];
}
