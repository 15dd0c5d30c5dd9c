import { hottest, type ProfileNode } from '@sonde/watchdog';
import { dim } from '../paint.js';

const SHOWN = 12;
const LEAST_SHARE = 0.005;

/** The functions that took the time, as lines of a terminal. @param tookMs how long was looked. */
export function hottestLines(root: ProfileNode, tookMs: number): string[] {
  return hottest(root, SHOWN)
    .filter(({ ms }) => ms >= tookMs * LEAST_SHARE)
    .map(({ f, at, ms }) => {
      const share = `${((ms / tookMs) * 100).toFixed(1)} %`.padStart(7);
      return `${share} ${`${Math.round(ms)} ms`.padStart(9)}  ${f}${at ? dim(` ${at}`) : ''}`;
    });
}
