import { basename } from 'node:path';
import { hottest, type ProfileNode } from './profile-tree.js';
import { treeTexts } from './tree-texts.js';

export const PROFILE_EVENT = 'nodejs.profile';
const INFO = 30;
const TOP = 3;

/** What a profile was taken for. */
export type ProfileReason = 'asked' | 'signal' | 'block' | 'busy';

/** The line of a CPU profile for the lane, as `docs/fields.md` has it: functions and times, no value. */
export function profileLine(told: {
  time: number;
  ms: number;
  root: ProfileNode;
  samples: number;
  reason: ProfileReason;
  path: string;
}): string {
  const { root, ms, reason, path, samples, time } = told;
  const top = hottest(root, TOP).map(({ f, ms: own }) => `${f} ${Math.round((own / ms) * 100)} %`);
  return JSON.stringify({
    level: INFO,
    time,
    msg: `CPU profile of ${(ms / 1000).toFixed(1)} s: ${top.join(', ')}`,
    event: PROFILE_EVENT,
    'sonde.profile.kind': 'cpu',
    'sonde.profile.reason': reason,
    'sonde.profile.file': basename(path),
    'sonde.profile.duration': Math.round(ms),
    'sonde.profile.samples': samples,
    'sonde.profile.tree': treeTexts(root),
  });
}
