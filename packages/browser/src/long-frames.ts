import type { Feature } from './feature.js';

/** Shorter ones nobody feels. */
const LONG_MS = 200;
const MOST = 10;

interface LongFrame extends PerformanceEntry {
  blockingDuration: number;
  scripts: { duration: number; sourceURL: string; sourceFunctionName: string }[];
}

/** Animation frames that took 200 ms or more, with the script that took longest; Chromium tells them. */
export const longFrames: Feature = (context) => {
  if (!context.sampled) return undefined;
  let told = 0;
  const observer = new PerformanceObserver((list) => {
    for (const {
      startTime,
      duration,
      blockingDuration,
      scripts,
    } of list.getEntries() as LongFrame[]) {
      if (duration < LONG_MS || (told += 1) > MOST) continue;
      const longest = scripts.reduce<LongFrame['scripts'][number] | undefined>(
        (most, script) => (most && most.duration >= script.duration ? most : script),
        undefined,
      );
      const name = 'browser.long_animation_frame';
      context.add(
        {
          name,
          time: performance.timeOrigin + startTime,
          attributes: {
            [`${name}.duration`]: Math.round(duration),
            [`${name}.blocking`]: Math.round(blockingDuration),
            ...(longest && {
              [`${name}.script`]: longest.sourceURL.replace(/[?#].*/s, ''),
              [`${name}.function`]: longest.sourceFunctionName,
            }),
          },
        },
        'hidden',
      );
    }
  });
  // A type that the browser does not know is left alone.
  observer.observe({ type: 'long-animation-frame', buffered: true });
  return () => observer.disconnect();
};
